// The order in which the convolutions of a chain give their rows: each one runs as soon as what it reads is there, so
// that few rows have to be kept.
#pragma once

#include "engine/cpu/plan.h"

namespace saccade::cpu {

struct RowRange {
  int begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

class ChainSchedule {
 public:
  // For rows `rows` of the last convolution; the first one gives `chain.first_rows` rows at a time.
  ChainSchedule(const ConvChain& chain, RowRange rows);

  // The next convolution to run, and its rows; false when all rows are done.
  bool next(size_t* conv, RowRange* rows);

  // Rows that the output of `conv` has to keep now: from the oldest that somebody still needs to the newest.
  int kept_rows(size_t conv) const;

 private:
  int rows_possible(size_t conv) const;

  const ConvChain& chain_;
  size_t turn_ = 0;
  RowRange all_[ConvChain::kMost];  // of each convolution: what the last one's rows need
  int done_[ConvChain::kMost];      // computed so far: [all.begin, done)
};

// The rows of its input that `rows` of a convolution's output read, some of them perhaps outside the map.
RowRange rows_read(const ConvArgs& args, RowRange rows);
// The same for its residual.
RowRange residual_rows_read(Res res, RowRange rows);

}  // namespace saccade::cpu
