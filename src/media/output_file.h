// OutputFile: a file that appears under its name only when it is whole.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "saccade/status.h"

namespace saccade {

// "out.partial.mp4" for "out.mp4": what an interrupted run leaves.
std::string partial_path(const std::string& path);

// Bytes under a unique temporary name beside `path`, so that two processes on one path each write a whole file and the
// last rename wins. A symbolic link is written through; something that is there and is not a file is refused. Tests
// derive a full disk from it.
class OutputFile {
 public:
  // not_found (no such directory), permission_denied, resource_exhausted (disk full): the message names the path.
  static Result<std::unique_ptr<OutputFile>> create(const std::string& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  // Neither committed nor kept: removed.
  virtual ~OutputFile();

  const std::string& path() const { return path_; }
  int64_t size_bytes() const { return size_bytes_; }

  Status write(int64_t offset, std::span<const uint8_t> bytes);
  // Claims room for `bytes` behind the end, so that a file's last part still fits when the disk is full.
  // resource_exhausted when it cannot; where the file system cannot claim room, nothing is done.
  Status reserve(int64_t bytes);

  // Renames to the final name; `sync` waits until the bytes are on the disk.
  Status commit(bool sync = false);
  // Renames to partial_path().
  Status keep_partial();

 protected:
  OutputFile(int descriptor, std::string path, std::string temporary)
      : descriptor_(descriptor), path_(std::move(path)), temporary_(std::move(temporary)) {}
  // As create(), for derived classes: the descriptor and the temporary's name.
  struct Opened {
    int descriptor;
    std::string path;
    std::string temporary;
  };
  static Result<Opened> open_temporary(const std::string& path);

  // The system calls that a full disk fails: results as ::pwrite and ::fallocate.
  virtual ssize_t put(const uint8_t* bytes, size_t count, int64_t offset);
  virtual int allocate(int64_t offset, int64_t bytes);

 private:
  Status failure(int error) const;
  Status rename_to(const std::string& name, bool sync);

  int descriptor_;
  std::string path_;
  std::string temporary_;
  int64_t size_bytes_ = 0;
  int64_t reserved_end_ = 0;
};

}  // namespace saccade
