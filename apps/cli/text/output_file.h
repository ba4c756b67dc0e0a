// OutputFile: a text file that appears under its name only when it is whole.
#pragma once

#include <string>
#include <string_view>

#include "saccade/status.h"

namespace saccade::cli {

// "out.partial.jsonl" for "out.jsonl": what an interrupted run leaves.
std::string partial_path(const std::string& path);

// Whether a file could be made at `path` now: its directory is there and writable, and nothing but a file stands there.
Status check_output_path(const std::string& path);

// Buffered bytes under a unique temporary name beside `path`, so that two processes on one path each write a whole file
// and the last rename wins. A symbolic link is written through. One thread at a time.
class OutputFile {
 public:
  static Result<OutputFile> create(const std::string& path);
  // Standard output; nothing is renamed.
  static OutputFile standard_output();

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  // Not committed: what was written becomes partial_path(); a file of no bytes is removed.
  ~OutputFile();

  Status write(std::string_view bytes);
  Status flush();
  // Writes the rest and renames.
  Status commit();
  // Removes what was written.
  void discard();

 private:
  OutputFile(int descriptor, std::string path, std::string temporary);
  Status failure(int error) const;

  int descriptor_;
  std::string path_;
  std::string temporary_;  // empty for standard output
  std::string buffer_;
  bool written_ = false;
};

}  // namespace saccade::cli
