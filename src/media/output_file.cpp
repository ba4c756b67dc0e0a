#include "media/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

namespace saccade {
namespace {

namespace fs = std::filesystem;

constexpr int kNameAttempts = 100;

Status write_error(const std::string& path, int error) {
  const std::string subject = "cannot write " + path + ": ";
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return resource_exhausted(subject + "the disk is full; free some space or choose another place");
    case EFBIG:
      return resource_exhausted(
          subject +
          "the file would be larger than is allowed here; raise the limit (ulimit -f) or choose another place");
    case EACCES:
    case EPERM:
    case EROFS:
      return permission_denied(subject + "no right to write there; choose another directory");
    case ENOENT:
    case ENOTDIR:
      return not_found(subject + "its directory does not exist; create it first (mkdir -p)");
    case ENAMETOOLONG:
      return invalid_argument(subject + "the name is too long; choose a shorter one");
    default:
      return unavailable(subject + std::strerror(error));
  }
}

std::string temporary_name(const fs::path& target) {
  std::random_device random;
  char suffix[16];
  std::snprintf(suffix, sizeof(suffix), "%08x", random());
  // The extension stays last, for whoever finds the file after a crash.
  return (target.parent_path() / ("." + target.stem().string() + "." + suffix + ".tmp" + target.extension().string()))
      .string();
}

}  // namespace

std::string partial_path(const std::string& path) {
  const fs::path given(path);
  return (given.parent_path() / (given.stem().string() + ".partial" + given.extension().string())).string();
}

Result<OutputFile::Opened> OutputFile::open_temporary(const std::string& path) {
  std::error_code error;
  const fs::file_status there = fs::status(path, error);
  if (fs::exists(there) && !fs::is_regular_file(there)) {
    return invalid_argument("cannot write " + path + ": it is there already and is not a file; choose another name");
  }
  fs::path target = fs::weakly_canonical(path, error);
  if (error) target = path;
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string temporary = temporary_name(target);
    const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return Opened{descriptor, target.string(), temporary};
    if (errno != EEXIST) return write_error(path, errno);
  }
  return already_exists("cannot write " + path + ": no free temporary name beside it");
}

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string& path) {
  Opened opened = SACCADE_TRY(open_temporary(path));
  return std::unique_ptr<OutputFile>(
      new OutputFile(opened.descriptor, std::move(opened.path), std::move(opened.temporary)));
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Status OutputFile::failure(int error) const { return write_error(path_, error); }

ssize_t OutputFile::put(const uint8_t* bytes, size_t count, int64_t offset) {
  return ::pwrite(descriptor_, bytes, count, offset);
}

int OutputFile::allocate(int64_t offset, int64_t bytes) {
  return ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, offset, bytes);
}

Status OutputFile::write(int64_t offset, std::span<const uint8_t> bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = put(bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(errno);
    done += static_cast<size_t>(count);
  }
  size_bytes_ = std::max(size_bytes_, offset + static_cast<int64_t>(bytes.size()));
  return ok_status();
}

Status OutputFile::reserve(int64_t bytes) {
  // In steps, so that most calls have nothing to do.
  constexpr int64_t kStep_bytes = 1 << 20;
  if (size_bytes_ + bytes <= reserved_end_) return ok_status();
  const int64_t end = size_bytes_ + bytes + kStep_bytes;
  const int64_t start = std::max(reserved_end_, size_bytes_);
  if (allocate(start, end - start) != 0 && (errno == ENOSPC || errno == EDQUOT)) return failure(errno);
  reserved_end_ = end;
  return ok_status();
}

Status OutputFile::rename_to(const std::string& name, bool sync) {
  const int descriptor = std::exchange(descriptor_, -1);
  // Gives back what was reserved and not used. Failing that costs room, not bytes.
  const bool trimmed = ::ftruncate(descriptor, size_bytes_) == 0;
  int error = sync && ::fsync(descriptor) != 0 ? errno : 0;
  // A full network disk may tell of it only on close.
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary_.c_str(), name.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary_.c_str());
  static_cast<void>(trimmed);
  return error == 0 ? ok_status() : failure(error);
}

Status OutputFile::commit(bool sync) { return rename_to(path_, sync); }

Status OutputFile::keep_partial() { return rename_to(partial_path(path_), false); }

}  // namespace saccade
