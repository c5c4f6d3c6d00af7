#include "lib/journal/sent_file.hpp"

#include <fcntl.h>

#include <utility>

#include "lib/base/syscall.hpp"
#include "lib/journal/directory.hpp"

namespace logwrap {

namespace {

/// As a rule much less. A line is as long as the ranges of what is late make it.
constexpr std::size_t kMaxSentBytes = 1UL << 20;

/// Of a file that may be growing: half a line at its end is not there yet. One that was written over on a full disk,
/// and not to its end, has half a line behind the new one, too: what cannot be read is passed over.
Result<Sent> last_sent(std::string_view text) {
  Result<Sent> last = parse_sent("");
  for (std::size_t end = text.rfind('\n'); !last && end != std::string_view::npos; end = text.rfind('\n')) {
    text = text.substr(0, end);
    last = parse_sent(text.substr(text.rfind('\n') + 1));  // npos + 1 is 0
  }
  return last;
}

}  // namespace

Result<std::optional<Sent>> read_sent(const Run& run) {
  const Result<std::string> text = read_file(run.fd(), kSentFile, kMaxSentBytes);
  if (!text && text.error().code == std::errc::no_such_file_or_directory) return std::optional<Sent>();
  if (!text) return Error{text.error().code, "cannot read " + run.path() + "/" + kSentFile};
  Result<Sent> sent = last_sent(*text);
  if (!sent)
    return Error{{},
                 run.path() + "/" + kSentFile +
                     " does not say what was sent; remove it to send all of the run again: what has arrived is then "
                     "sent twice"};
  return std::optional(*std::move(sent));
}

Result<std::optional<Sent>> read_sent_or_due(const Run& run) {
  Result<std::optional<Sent>> sent = read_sent(run);
  if (!sent || *sent) return sent;
  const Result<RunInfo> info = run.read_info();
  if (info && info->shipped) return std::optional(Sent{});
  return sent;
}

Result<void> SentFile::save(const Sent& sent) {
  std::string line = to_json(sent) + '\n';
  if (line == last_line_) return {};
  if (append(line)) {
    if (BootClock::now() - written_out_ >= kWriteOutEvery) write_out();
  } else {
    file_.reset();
    kept_back_ = false;
    last_line_.clear();
    // Waits for the disk, every some dozens of saves: the job does not wait for us, and what the server answers
    // meanwhile is read a little later. An empty file would keep the run from ever being sent.
    if (auto replaced = replace_file(run_.fd(), kSentFile, line, run_.path(), Bytes::BeforeTheName); !replaced)
      return replaced;
    file_.reset(::openat(run_.fd(), kSentFile, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
    size_ = line.size();
  }
  last_line_ = std::move(line);
  return {};
}

/// False where the line does not stand there as a whole.
bool SentFile::append(std::string_view line) {
  if (!file_ || size_ + line.size() > kMost) return false;
  const Transfer written = write_some(file_.get(), line);
  size_ += written.bytes;
  kept_back_ = true;
  return written.bytes == line.size();
}

void SentFile::write_out() {
  if (!kept_back_) return;
  kept_back_ = false;
  written_out_ = BootClock::now();
  // Begins it, and does not wait. Where the file system cannot do it the kernel does it in its own time.
  (void)::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

}  // namespace logwrap
