// Options of a user's own calculator: a plain struct with describe() (saccade/describe.h), written in a graph as
//   node_options { [type.googleapis.com/google.protobuf.Struct] {
//     fields { key: "threshold" value { number_value: 0.5 } } } }
// and checked by name, type and range. Fields that are not given keep the struct's defaults.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graph/options.h"
#include "saccade/describe.h"
#include "saccade/status.h"

namespace saccade {

// The visitor for describe(): fills fields from the node's Struct.
class StructOptionsReader {
 public:
  explicit StructOptionsReader(const NodeOptions& options);
  ~StructOptionsReader();

  void operator()(const Field& field, bool& value);
  void operator()(const Field& field, int& value);
  void operator()(const Field& field, float& value);
  void operator()(const Field& field, double& value);
  void operator()(const Field& field, std::string& value);
  // The first thing wrong: a value of another type or out of range, or a name that no field has.
  Status status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

template <typename Options>
Result<Options> read_struct_options(const NodeOptions& node_options) {
  Options options;
  StructOptionsReader reader(node_options);
  describe(options, reader);
  SACCADE_TRY(reader.status());
  return options;
}

}  // namespace saccade
