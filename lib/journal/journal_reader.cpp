#include "lib/journal/journal_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "lib/journal/segment_store.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kBlock = 256UL << 10;

ssize_t read_at(int fd, char* into, std::size_t size, std::uint64_t offset) {
  ssize_t got = 0;
  do {
    got = ::pread(fd, into, size, static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  return got;
}

std::string counted(std::uint64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::string describe(const ReaderNote& note) {
  const std::string after =
      note.after_seq == 0 ? "before the first record" : "after record " + std::to_string(note.after_seq);
  switch (note.what) {
    case ReaderNote::What::Gap:
      return counted(note.count, "record") + " missing " + after;
    case ReaderNote::What::CutOff:
      return "cut off " + after + " (" + counted(note.count, "byte") + " of the next one are there)";
    case ReaderNote::What::Garbage:
      return counted(note.count, "byte") + " " + after + " are no record and were skipped";
    case ReaderNote::What::Unread:
      break;
  }
  return "a part " + after + " cannot be read: " + note.cause;
}

JournalReader::State JournalReader::next(Writer writer) {
  if (std::exchange(pending_record_, false)) return State::Record;
  while (true) {
    if (const std::optional<State> found = next_line()) return *found;
    Fill filled = fill();
    if (filled == Fill::More && wanted_) return State::Passed;
    if (filled == Fill::NoMore) {
      const unsigned following = following_segment();
      if (following == 0) {
        if (writer == Writer::Alive) return State::Wait;
        return torn_bytes() > 0 ? emit_cut_off() : State::End;
      }
      // Whatever the writer put into this segment was there before the following one: nothing more now is the end.
      filled = fill();
      if (filled == Fill::NoMore) {
        if (torn_bytes() > 0) return emit_cut_off();
        const int error = open_segment(following);
        if (error != 0 && error != ENOENT) return emit(ReaderNote::What::Unread, 0, std::strerror(error));
      }
    }
    if (filled == Fill::Failed) return emit(ReaderNote::What::Unread, 0, note_.cause);
  }
}

std::optional<JournalReader::State> JournalReader::next_line() {
  while (true) {
    const void* found = std::memchr(buffer_.data() + searched_, '\n', end_ - searched_);
    if (found == nullptr) break;
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
    const std::string_view line = std::string_view(buffer_).substr(start_, end - start_);
    start_ = searched_ = end + 1;
    if (const std::uint64_t skipped = std::exchange(skipped_, 0); skipped > 0)
      return emit(ReaderNote::What::Garbage, skipped + line.size() + 1);
    if (const std::optional<State> accepted = accept(line)) return accepted;
  }
  searched_ = end_;
  if (skipped_ > 0 || searched_ - start_ > kMaxJsonBytes) {
    skipped_ += searched_ - start_;
    start_ = searched_;
  }
  return std::nullopt;
}

/// Nothing for a record that is passed over without a gap before it.
std::optional<JournalReader::State> JournalReader::accept(std::string_view line) {
  std::string_view rest;
  std::optional<RecordHead> head = heads_.peek(line, &rest);
  bool passed = head && passes_over(*head);
  if (!passed && head && read_plain_record(*head, rest, record_)) {
    json_ = line;
  } else if (!passed) {
    Result<Record> record = parse_record(line);
    if (!record) return emit(ReaderNote::What::Garbage, line.size() + 1);
    record_ = std::move(*record);
    json_ = line;
    const RecordHead parsed{record_.ts, record_.seq, record_.stream, record_.kind, lines(record_)};
    passed = !head && passes_over(parsed);
    head = parsed;
  }
  if (head->seq < from_) return std::nullopt;
  const std::uint64_t expected = last_seq_ + 1;
  const bool gap = head->seq > expected;
  pending_record_ = gap && !passed;
  // The note says after which record the gap is, so it is made before that changes.
  const State noted = gap ? emit(ReaderNote::What::Gap, head->seq - expected) : State::Record;
  last_seq_ = head->seq;
  if (gap) return noted;
  return passed ? std::nullopt : std::optional(State::Record);
}

JournalReader::State JournalReader::emit(ReaderNote::What what, std::uint64_t count, std::string cause) {
  note_ = {what, last_seq_, count, std::move(cause)};
  return State::Note;
}

JournalReader::State JournalReader::emit_cut_off() {
  const State state = emit(ReaderNote::What::CutOff, torn_bytes());
  forget_buffer();
  return state;
}

void JournalReader::forget_buffer() {
  start_ = searched_ = end_ = 0;
  skipped_ = 0;
}

JournalReader::Fill JournalReader::fill() {
  if (!segment_) return Fill::NoMore;
  std::memmove(buffer_.data(), buffer_.data() + start_, end_ - start_);
  searched_ -= start_;
  end_ -= std::exchange(start_, 0);
  if (buffer_.size() < end_ + kBlock) buffer_.resize(end_ + kBlock);
  const ssize_t got = read_at(segment_.get(), buffer_.data() + end_, kBlock, offset_);
  const int error = errno;
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
    offset_ += static_cast<std::uint64_t>(got);
    return Fill::More;
  }
  if (got == 0) {
    forget_what_was_cut();
    return Fill::NoMore;
  }
  (void)emit_cut_off();
  note_.cause = std::strerror(error);
  segment_.reset();
  return Fill::Failed;
}

/// A writer that could write only half a record cuts it back and writes it again later, perhaps elsewhere.
void JournalReader::forget_what_was_cut() {
  struct stat status {};
  if (torn_bytes() == 0 || ::fstat(segment_.get(), &status) != 0) return;
  if (static_cast<std::uint64_t>(status.st_size) >= offset_) return;
  offset_ -= torn_bytes();
  forget_buffer();
}

unsigned JournalReader::following_segment() const {
  const Result<std::vector<SegmentFile>> files = directory_store(run_.fd())->list();
  if (!files) return 0;
  for (const SegmentFile& file : *files) {
    if (file.number > number_) return file.number;
  }
  return 0;
}

/// Answers 0 or errno. ENOENT: the segment went between the listing and now, and is a gap like any other.
int JournalReader::open_segment(unsigned number) {
  UniqueFd fd(::openat(run_.fd(), segment_name(number).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const int error = fd ? 0 : errno;
  segment_ = std::move(fd);
  number_ = number;
  offset_ = 0;
  return error;
}

/// Nothing where the segment does not begin with a whole record (any more).
std::optional<std::uint64_t> JournalReader::first_seq(unsigned number) const {
  const UniqueFd fd(::openat(run_.fd(), segment_name(number).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  std::array<char, 160> head{};  // append_json_line's prefix is shorter
  const ssize_t got = fd ? read_at(fd.get(), head.data(), head.size(), 0) : -1;
  if (got <= 0) return std::nullopt;
  const std::optional<RecordHead> record = peek_record({head.data(), static_cast<std::size_t>(got)});
  return record ? std::optional(record->seq) : std::nullopt;
}

void JournalReader::seek(std::uint64_t seq) {
  forget_buffer();
  pending_record_ = false;
  segment_.reset();
  number_ = 0;
  offset_ = 0;
  from_ = seq;
  last_seq_ = seq == 0 ? 0 : seq - 1;
  const Result<std::vector<SegmentFile>> files = directory_store(run_.fd())->list();
  if (!files) return;
  const auto file = std::find_if(files->rbegin(), files->rend(), [this, seq](const SegmentFile& candidate) {
    const std::optional<std::uint64_t> first = first_seq(candidate.number);
    return first && *first <= seq;
  });
  if (file != files->rend())
    (void)open_segment(file->number);  // where it has gone meanwhile, the one after it comes next
}

std::uint64_t JournalReader::bytes_left() const {
  std::uint64_t bytes = end_ - start_;
  const Result<std::vector<SegmentFile>> files = directory_store(run_.fd())->list();
  if (!files) return bytes;
  for (const SegmentFile& file : *files) {
    if (file.number > number_) bytes += file.bytes;
    if (file.number == number_) bytes += file.bytes - std::min(file.bytes, offset_);
  }
  return bytes;
}

}  // namespace logwrap
