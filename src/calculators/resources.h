// Files that graphs name: MediaPipe's resources, where this installation keeps them, and any other path.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph/packet.h"
#include "saccade/status.h"

namespace saccade {

// An existing path as it is; else the known model of that file name, wherever it is installed. Errors of find_model().
Result<std::string> find_resource(const std::string& name);

// not_found, permission_denied; resource_exhausted above 1 GiB.
Result<std::string> read_resource(const std::string& name);

// What graphs read from files, kept: a graph that runs again neither reads nor parses anew. The same packet comes back
// for the same name or bytes. Thread-safe.
class ModelStore {
 public:
  // A packet of std::string, the bytes of a file; errors of read_resource().
  Result<Packet> contents(const std::string& name);
  // A packet of Model, the network in a packet of bytes; `name` stands in messages.
  Result<Packet> parse(const Packet& bytes, const std::string& name);
  // A packet of Model, the network of a file; errors as find_resource(), and those of damaged files.
  Result<Packet> load(const std::string& name);

 private:
  struct Parsed {
    Packet bytes, model;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Packet> contents_, models_;  // by name
  std::vector<Parsed> parsed_;
};

}  // namespace saccade
