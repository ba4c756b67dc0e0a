// Files that graphs name: MediaPipe's resources, where this installation keeps them, and any other path.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "model/model.h"
#include "saccade/status.h"

namespace saccade {

// An existing path as it is; else the known model of that file name, wherever it is installed. Errors of find_model().
Result<std::string> find_resource(const std::string& name);

// not_found, permission_denied; resource_exhausted above 1 GiB.
Result<std::string> read_resource(const std::string& name);

// Networks, parsed once for all graphs that share the store. Thread-safe.
class ModelStore {
 public:
  // As find_resource; errors name the file.
  Result<std::shared_ptr<const Model>> load(const std::string& name);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Model>> models_;  // by path
};

}  // namespace saccade
