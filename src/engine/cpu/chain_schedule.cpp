#include "engine/cpu/chain_schedule.h"

#include <algorithm>

namespace saccade::cpu {
namespace {

RowRange merged(RowRange a, RowRange b) {
  if (a.empty()) return b;
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

RowRange within(RowRange rows, int height) {
  return {std::clamp(rows.begin, 0, height), std::clamp(rows.end, 0, height)};
}

// How many rows of output the first `rows` rows of a residual serve.
int rows_with_residual(Res res, int rows) {
  if (res == Res::kMaxPool2x2) return rows / 2;
  if (res == Res::kUpsample2x) return std::max(2 * rows - 1, 0);
  return rows;
}

}  // namespace

RowRange rows_read(const ConvArgs& args, RowRange rows) {
  const int begin = rows.begin * args.stride_h - args.pad_top;
  return {begin, begin + (rows.end - rows.begin - 1) * args.stride_h + (args.kernel_h - 1) * args.dilation_h + 1};
}

RowRange residual_rows_read(Res res, RowRange rows) {
  if (res == Res::kMaxPool2x2) return {2 * rows.begin, 2 * rows.end};
  if (res == Res::kUpsample2x) return {(rows.begin - 1) / 2, rows.end / 2 + 1};
  return rows;
}

ChainSchedule::ChainSchedule(const ConvChain& chain, RowRange rows) : chain_(chain) {
  const size_t count = chain.convs.size();
  all_[count - 1] = rows;
  for (size_t i = count; i-- > 0;) {
    const PlannedConv& conv = chain.convs[i];
    done_[i] = all_[i].begin;
    if (all_[i].empty()) continue;
    if (i > 0) all_[i - 1] = merged(all_[i - 1], within(rows_read(conv.args, all_[i]), chain.convs[i - 1].rows));
    if (conv.residual_stage < 0) continue;
    const auto stage = static_cast<size_t>(conv.residual_stage);
    const RowRange residual = within(residual_rows_read(conv.args.post.res, all_[i]), chain.convs[stage].rows);
    all_[stage] = merged(all_[stage], residual);
  }
}

// How far `conv` can come with the rows that are there.
int ChainSchedule::rows_possible(size_t conv) const {
  if (conv == 0) return std::min(done_[0] + chain_.first_rows, all_[0].end);
  const PlannedConv& planned = chain_.convs[conv];
  const ConvArgs& args = planned.args;
  int end = all_[conv].end;
  if (done_[conv - 1] < all_[conv - 1].end) {
    // Row y reads up to row y * stride + beyond.
    const int beyond = (args.kernel_h - 1) * args.dilation_h + 1 - args.pad_top;
    const int spare = done_[conv - 1] - beyond;
    end = std::min(end, spare < 0 ? 0 : spare / args.stride_h + 1);
  }
  if (planned.residual_stage >= 0) {
    const auto stage = static_cast<size_t>(planned.residual_stage);
    const bool complete = done_[stage] == all_[stage].end;
    if (!complete) end = std::min(end, rows_with_residual(args.post.res, done_[stage]));
  }
  return std::max(end, done_[conv]);
}

bool ChainSchedule::next(size_t* conv, RowRange* rows) {
  const size_t count = chain_.convs.size();
  while (done_[count - 1] < all_[count - 1].end) {
    const size_t i = turn_;
    turn_ = (turn_ + 1) % count;
    const int end = rows_possible(i);
    if (end <= done_[i]) continue;
    *conv = i;
    *rows = {done_[i], end};
    done_[i] = end;
    return true;
  }
  return false;
}

int ChainSchedule::kept_rows(size_t conv) const {
  int oldest = done_[conv];
  const auto needs = [&](size_t reader, RowRange rows) {
    if (done_[reader] < all_[reader].end) oldest = std::min(oldest, std::max(rows.begin, all_[conv].begin));
  };
  for (size_t i = conv + 1; i < chain_.convs.size(); ++i) {
    const PlannedConv& reader = chain_.convs[i];
    const RowRange rows{done_[i], done_[i] + 1};
    if (i == conv + 1) needs(i, rows_read(reader.args, rows));
    if (reader.residual_stage == static_cast<int>(conv)) needs(i, residual_rows_read(reader.args.post.res, rows));
  }
  return done_[conv] - oldest;
}

}  // namespace saccade::cpu
