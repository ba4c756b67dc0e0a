#include "text/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>

namespace saccade::cli {
namespace fs = std::filesystem;
namespace {

constexpr size_t kBufferBytes = 1 << 16;
constexpr int kNameAttempts = 100;

std::string directory_of(const std::string& path) {
  const std::string directory = fs::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

std::string random_suffix() {
  std::random_device random;
  char text[16];
  std::snprintf(text, sizeof text, "%08x", random());
  return text;
}

}  // namespace

std::string partial_path(const std::string& path) {
  const fs::path given(path);
  return (given.parent_path() / (given.stem().string() + ".partial" + given.extension().string())).string();
}

Status check_output_path(const std::string& path) {
  std::error_code error;
  const std::string directory = directory_of(path);
  const fs::file_status there = fs::status(directory, error);
  if (!fs::exists(there)) {
    return not_found("output directory " + directory + " does not exist; create it first (mkdir -p " + directory + ")");
  }
  if (!fs::is_directory(there)) {
    return invalid_argument("cannot write " + path + ": " + directory + " is not a directory");
  }
  if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    return permission_denied("cannot write " + path + ": no right to write in " + directory +
                             "; choose another directory");
  }
  const fs::file_status target = fs::status(path, error);
  if (fs::exists(target) && !fs::is_regular_file(target)) {
    return invalid_argument("cannot write " + path + ": it is there already and is not a file");
  }
  return ok_status();
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  SACCADE_TRY(check_output_path(path));
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path, error);
  const std::string target = error ? path : resolved.string();
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const fs::path given(target);
    const std::string temporary =
        (given.parent_path() / ("." + given.filename().string() + "." + random_suffix() + ".tmp")).string();
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return OutputFile(descriptor, target, temporary);
    if (errno != EEXIST) return OutputFile(-1, target, temporary).failure(errno);
  }
  return already_exists("cannot write " + path + ": no free temporary name beside it");
}

OutputFile OutputFile::standard_output() { return OutputFile(STDOUT_FILENO, "standard output", ""); }

OutputFile::OutputFile(int descriptor, std::string path, std::string temporary)
    : descriptor_(descriptor), path_(std::move(path)), temporary_(std::move(temporary)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      buffer_(std::move(other.buffer_)),
      written_(other.written_) {}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  // Nobody is left to tell of an error here; what reached the disk is kept all the same.
  if (!flush().ok()) buffer_.clear();
  if (temporary_.empty()) return;
  ::close(descriptor_);
  if (!written_ || std::rename(temporary_.c_str(), partial_path(path_).c_str()) != 0) ::unlink(temporary_.c_str());
}

Status OutputFile::failure(int error) const {
  const std::string message = "cannot write " + path_ + ": ";
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return resource_exhausted(message + "the disk is full; free some space or choose another place");
    case EACCES:
    case EROFS:
    case EPERM:
      return permission_denied(message + "no right to write there; choose another directory");
    case EPIPE:
      return cancelled(message + "its reader is gone");
    case ENAMETOOLONG:
      return invalid_argument(message + "the name is too long; choose a shorter one");
    default:
      return unavailable(message + std::strerror(error));
  }
}

Status OutputFile::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? ok_status() : flush();
}

Status OutputFile::flush() {
  size_t done = 0;
  while (done < buffer_.size()) {
    const ssize_t count = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      buffer_.erase(0, done);
      return failure(errno);
    }
    done += static_cast<size_t>(count);
    written_ = true;
  }
  buffer_.clear();
  return ok_status();
}

Status OutputFile::commit() {
  SACCADE_TRY(flush());
  const int descriptor = std::exchange(descriptor_, -1);
  if (temporary_.empty()) return ok_status();
  // A full network disk may tell of it only on close.
  if (::close(descriptor) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    const Status status = failure(errno);
    ::unlink(temporary_.c_str());
    return status;
  }
  return ok_status();
}

void OutputFile::discard() {
  buffer_.clear();
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor < 0 || temporary_.empty()) return;
  ::close(descriptor);
  ::unlink(temporary_.c_str());
}

}  // namespace saccade::cli
