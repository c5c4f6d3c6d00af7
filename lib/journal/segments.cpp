#include "lib/journal/segments.hpp"

#include <algorithm>
#include <cassert>
#include <string>

#include "lib/record/record_head.hpp"

namespace logwrap {

namespace {

/// The last line of `text` that ends in a line feed, without it; empty where there is none.
std::string_view last_line(std::string_view text) {
  if (text.empty()) return text;
  assert(text.back() == '\n');
  text.remove_suffix(1);
  const std::size_t start = text.rfind('\n');
  return start == std::string_view::npos ? text : text.substr(start + 1);
}

/// The job's lines in `text`, in records whose sequence number is above `seq`.
std::uint64_t lines_behind(std::string_view text, std::uint64_t seq) {
  std::uint64_t lines = 0;
  for (std::size_t start = 0, end = 0; (end = text.find('\n', start)) != std::string_view::npos; start = end + 1) {
    const std::optional<RecordHead> head = peek_record(text.substr(start, end - start));
    if (head && head->seq > seq) lines += head->lines;
  }
  return lines;
}

}  // namespace

Result<Segments> Segments::open(std::unique_ptr<SegmentStore> store) {
  const Result<std::vector<SegmentFile>> found = store->list();
  if (!found) return found.error();
  std::vector<File> files;
  for (const SegmentFile& file : *found) files.push_back({file.number, file.bytes, std::nullopt});
  return Segments(std::move(store), std::move(files));
}

std::uint64_t Segments::bytes() const {
  std::uint64_t sum = 0;
  for (const File& file : files_) sum += file.bytes;
  return sum;
}

bool Segments::needs_new(std::uint64_t bytes) const {
  return !writing_ || files_.back().bytes >= bytes;
}

std::optional<Segments::Tail> Segments::mend_tail(std::uint64_t written, std::uint64_t last) {
  for (std::size_t i = files_.size(); i > 0; --i) {
    File& file = files_[i - 1];
    const Result<std::string> text = store_->read(file.number);
    // Of a segment that cannot be read, or cut, readers will say what is wrong with it.
    if (!text) return std::nullopt;
    const std::size_t whole = text->rfind('\n') == std::string::npos ? 0 : text->rfind('\n') + 1;
    if (whole < text->size() && store_->cut(file.number, whole)) file.bytes = whole;
    if (whole == 0) continue;
    const std::string_view records = std::string_view(*text).substr(0, whole);
    const Result<Record> record = parse_record(last_line(records));
    const std::uint64_t behind = lines_behind(records, last);
    if (record) return Tail{*record, lines_behind(records, std::min(written, last)) - behind, behind};
    return std::nullopt;
  }
  return std::nullopt;
}

Result<void> Segments::start_new() {
  const unsigned number = files_.empty() ? 1 : files_.back().number + 1;
  if (const auto started = store_->start(number); !started) return started.error();
  files_.push_back({number, 0, 0});
  writing_ = true;
  return {};
}

std::uint64_t Segments::lines_of(const File& file) {
  if (file.lines) return *file.lines;
  const Result<std::string> text = store_->read(file.number);
  return text ? lines_behind(*text, 0) : 0;
}

Result<std::optional<RecordBuffer::Amount>> Segments::remove_from_middle() {
  const std::size_t kept_at_end = writing_ ? 1 : 0;
  if (files_.size() < 2 + kept_at_end) return std::optional<RecordBuffer::Amount>();
  const File victim = files_[1];
  const RecordBuffer::Amount amount{lines_of(victim), victim.bytes};
  const Result<void> removed = store_->remove(victim.number);
  // Somebody else removed it: it is gone all the same.
  if (!removed && removed.error().code != std::errc::no_such_file_or_directory) return removed.error();
  files_.erase(files_.begin() + 1);
  return std::optional(amount);
}

Segments::Written Segments::write(RecordBuffer& buffer) {
  assert(writing_);
  File& file = files_.back();
  const bool was_empty = file.bytes == 0;
  std::size_t done = 0;
  Result<void> result;
  while (done < buffer.size()) {
    const Transfer some = store_->write(buffer.text().substr(done));
    if (some.state == Transfer::State::Done && some.bytes > 0) {
      done += some.bytes;
      continue;
    }
    result = errno_error("", some.error != 0 ? some.error : EAGAIN);
    break;
  }
  const RecordBuffer::Amount amount = buffer.drop_whole(done);
  file.bytes += amount.bytes;
  file.lines = file.lines.value_or(0) + amount.lines;
  if (done > amount.bytes && !store_->cut(file.number, file.bytes)) {
    // The torn line stays where it is, so nothing may follow it: the next write starts a new segment.
    file.bytes += done - amount.bytes;
    writing_ = false;
  }
  const bool full = result.has_error() && result.error().code == std::errc::file_too_large;
  const bool fits_nowhere = full && was_empty && amount.bytes == 0;
  if (full && !fits_nowhere) writing_ = false;
  return {amount, result, fits_nowhere};
}

}  // namespace logwrap
