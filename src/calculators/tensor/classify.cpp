#include "calculators/tensor/classify.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "calculators/resources.h"
#include "saccade/proto/tensor_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToClassificationCalculatorOptions;

Result<std::map<int, std::string>> labels_of(const Options& options) {
  std::map<int, std::string> labels;
  for (const auto& entry : options.label_map().entries()) labels[entry.id()] = entry.label();
  for (const auto& [index, item] : options.label_items()) labels[static_cast<int>(index)] = item.name();
  if (!labels.empty() || options.label_map_path().empty()) return labels;
  std::istringstream lines(SACCADE_TRY(read_resource(options.label_map_path())));
  int index = 0;
  for (std::string line; std::getline(lines, line); ++index) {
    if (line.ends_with('\r')) line.pop_back();
    labels[index] = std::move(line);
  }
  return labels;
}

}  // namespace

Result<Classifier> Classifier::create(const Options& options) {
  if (options.ignore_classes_size() > 0 && options.allow_classes_size() > 0) {
    return invalid_argument("ignore_classes and allow_classes are both set");
  }
  Classifier classifier;
  classifier.labels_ = SACCADE_TRY(labels_of(options));
  classifier.ignored_.insert(options.ignore_classes().begin(), options.ignore_classes().end());
  classifier.allowed_.insert(options.allow_classes().begin(), options.allow_classes().end());
  classifier.min_score_ = options.min_score_threshold();
  classifier.has_min_score_ = options.has_min_score_threshold();
  classifier.top_k_ = options.top_k();
  classifier.sorted_ = options.sort_by_descending_score() || options.top_k() > 0;
  classifier.binary_ = options.binary_classification();
  return classifier;
}

bool Classifier::wanted(int index) const {
  return !ignored_.contains(index) && (allowed_.empty() || allowed_.contains(index));
}

Classification Classifier::class_of(int index, float score) const {
  const auto label = labels_.find(index);
  return {index, score, label == labels_.end() ? std::string() : label->second};
}

Result<Classifications> Classifier::classify(std::span<const float> scores) const {
  if (binary_ && scores.size() != 1) {
    return invalid_argument("a binary classification has one score; the tensor has " + std::to_string(scores.size()));
  }
  const size_t class_count = binary_ ? 2 : scores.size();
  if (!labels_.empty() && labels_.size() != class_count) {
    return invalid_argument(std::to_string(labels_.size()) + " labels for " + std::to_string(class_count) + " classes");
  }
  Classifications classes;
  if (binary_) {
    classes = {class_of(0, scores[0]), class_of(1, 1 - scores[0])};
  } else {
    for (size_t i = 0; i < scores.size(); ++i) {
      const int index = static_cast<int>(i);
      if (!wanted(index) || (has_min_score_ && scores[i] < min_score_)) continue;
      classes.push_back(class_of(index, scores[i]));
    }
  }
  if (sorted_) {
    std::stable_sort(classes.begin(), classes.end(),
                     [](const Classification& a, const Classification& b) { return a.score > b.score; });
  }
  if (top_k_ > 0 && classes.size() > static_cast<size_t>(top_k_)) classes.resize(static_cast<size_t>(top_k_));
  return classes;
}

}  // namespace saccade
