// SolutionOf: a library solution behind the tool's Solution interface.
#pragma once

#include <optional>
#include <utility>

#include "catalog/option_flags.h"
#include "catalog/solution.h"

namespace saccade::cli {

template <typename Library, typename Options>
class SolutionOf : public Solution {
 public:
  void add_flags(CLI::App& app) override { describe(options_, FlagVisitor(app)); }

  nlohmann::ordered_json options() const override {
    JsonVisitor visitor;
    Options copy = options_;
    describe(copy, visitor);
    return visitor.take();
  }

  std::string device() const override { return options_.device; }
  void set_device(const std::string& device) override { options_.device = device; }

  Status create() override { return create_with(options_); }
  Result<SolutionResult> process(const Frame& frame) override {
    return SolutionResult(SACCADE_TRY(library_->process(frame)));
  }
  Status reset() override { return library_->reset(); }
  Placement placement() const override { return library_ ? library_->placement() : Placement(); }

 protected:
  Status create_with(const Options& options) {
    library_ = SACCADE_TRY(Library::create(options));
    return ok_status();
  }
  Library& library() { return *library_; }

  Options options_;

 private:
  std::optional<Library> library_;
};

}  // namespace saccade::cli
