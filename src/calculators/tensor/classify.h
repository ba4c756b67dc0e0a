// From a network's scores to classes with names.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "saccade/status.h"
#include "saccade/types.h"

namespace mediapipe {
class TensorsToClassificationCalculatorOptions;
}

namespace saccade {

class Classifier {
 public:
  // Reads the file of labels when the options name one and no other labels. invalid_argument when ignore_classes and
  // allow_classes are both set; errors of read_resource().
  static Result<Classifier> create(const mediapipe::TensorsToClassificationCalculatorOptions& options);

  // In the order of the classes, or best first when the options ask for an order or for the best few. invalid_argument
  // when the number of scores is not that of the labels, or not 1 for a binary classification.
  Result<Classifications> classify(std::span<const float> scores) const;

 private:
  Classifier() = default;
  bool wanted(int index) const;
  Classification class_of(int index, float score) const;

  std::map<int, std::string> labels_;
  std::set<int> ignored_, allowed_;  // none allowed by name: all
  float min_score_ = 0;
  bool has_min_score_ = false;
  int top_k_ = 0;
  bool sorted_ = false;
  bool binary_ = false;
};

}  // namespace saccade
