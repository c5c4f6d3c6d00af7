#include "lib/journal/journal_tail.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "lib/base/unique_fd.hpp"
#include "lib/journal/journal_reader.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kBlock = 64UL << 10;

using Take = std::function<bool(std::string_view)>;

/// False where not all of it is there.
bool read_all_at(int fd, char* into, std::size_t size, std::uint64_t offset) {
  while (size > 0) {
    const ssize_t got = ::pread(fd, into, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// One segment, from its end.
class Segment {
 public:
  Segment(int fd, std::uint64_t size) : fd_(fd), left_(size) {}

  /// False once `take` answered so.
  bool read(const Take& take) {
    while (left_ > 0) {
      const auto block = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, left_));
      std::string before(block, '\0');
      left_ -= block;
      if (!read_all_at(fd_, before.data(), block, left_)) return true;
      text_.insert(0, before);
      if (!take_lines(take)) return false;
      if (text_.size() <= JournalReader::kMaxJsonBytes) continue;
      text_.clear();
      ended_ = false;
    }
    return !ended_ || take(text_);
  }

 private:
  /// The lines whose beginning is there.
  bool take_lines(const Take& take) {
    for (std::size_t feed = text_.rfind('\n'); feed != std::string::npos; feed = text_.rfind('\n')) {
      const std::string line = text_.substr(feed + 1);
      text_.resize(feed);
      if (std::exchange(ended_, true) && !take(line)) return false;
    }
    return true;
  }

  int fd_;
  std::uint64_t left_;  // bytes before those that were read
  std::string text_;    // of what was read, the end of a line whose beginning is not there yet
  bool ended_ = false;  // a line feed follows text_
};

}  // namespace

void read_backwards(const Run& run, const Take& take) {
  Result<std::vector<SegmentFile>> files = directory_store(run.fd())->list();
  if (!files) return;
  std::reverse(files->begin(), files->end());
  for (const SegmentFile& file : *files) {
    const std::string name = segment_name(file.number);
    const UniqueFd fd(::openat(run.fd(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd && !Segment(fd.get(), file.bytes).read(take)) return;
  }
}

std::uint64_t last_seq(const Run& run) {
  std::uint64_t seq = 0;
  read_backwards(run, [&seq](std::string_view line) {
    const Result<Record> record = parse_record(line);
    if (record) seq = record->seq;
    return !record;
  });
  return seq;
}

}  // namespace logwrap
