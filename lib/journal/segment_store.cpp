#include "lib/journal/segment_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <charconv>

#include "lib/journal/directory.hpp"

namespace logwrap {

namespace {

constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kDigits = 6;
/// Far beyond any segment: a longer file is not one of ours.
constexpr std::size_t kMaxSegmentBytes = 1UL << 30;

class DirectoryStore : public SegmentStore {
 public:
  explicit DirectoryStore(int dir_fd) : dir_fd_(dir_fd) {}

  Result<std::vector<SegmentFile>> list() override {
    const Result<std::vector<std::string>> names = directory_entries(dir_fd_);
    if (!names) return names.error();
    std::vector<SegmentFile> files;
    for (const std::string& name : *names) {
      const unsigned number = segment_number(name);
      struct stat status {};
      if (number == 0 || ::fstatat(dir_fd_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
      if (S_ISREG(status.st_mode)) files.push_back({number, static_cast<std::uint64_t>(status.st_size)});
    }
    std::sort(files.begin(), files.end(),
              [](const SegmentFile& a, const SegmentFile& b) { return a.number < b.number; });
    return files;
  }

  Result<void> start(unsigned number) override {
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    UniqueFd fd(::openat(dir_fd_, segment_name(number).c_str(), flags, 0600));
    if (!fd) return errno_error("");
    current_ = std::move(fd);
    return {};
  }

  Transfer write(std::string_view bytes) override { return write_some(current_.get(), bytes); }

  Result<void> cut(unsigned number, std::uint64_t bytes) override {
    const UniqueFd fd(::openat(dir_fd_, segment_name(number).c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0) return errno_error("");
    return {};
  }

  Result<void> remove(unsigned number) override {
    if (::unlinkat(dir_fd_, segment_name(number).c_str(), 0) != 0) return errno_error("");
    return {};
  }

  Result<std::string> read(unsigned number) override {
    return read_file(dir_fd_, segment_name(number), kMaxSegmentBytes);
  }

  Result<FreeSpace> free_space() override {
    struct statvfs space {};
    if (::fstatvfs(dir_fd_, &space) != 0) return errno_error("");
    const std::uint64_t unit = space.f_frsize;
    return FreeSpace{space.f_bavail * unit, space.f_blocks * unit};
  }

 private:
  int dir_fd_;
  UniqueFd current_;
};

}  // namespace

std::unique_ptr<SegmentStore> directory_store(int dir_fd) {
  return std::make_unique<DirectoryStore>(dir_fd);
}

std::string segment_name(unsigned number) {
  std::string digits = std::to_string(number);
  if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
  return digits + std::string(kSuffix);
}

unsigned segment_number(std::string_view name) {
  if (!name.ends_with(kSuffix)) return 0;
  const std::string_view digits = name.substr(0, name.size() - kSuffix.size());
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  // Only the one way that segment_name writes a number: "1.jsonl" and "000001x.jsonl" are somebody else's.
  return number != 0 && segment_name(number) == name ? number : 0;
}

}  // namespace logwrap
