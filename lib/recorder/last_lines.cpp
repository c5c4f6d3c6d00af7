#include "lib/recorder/last_lines.hpp"

#include <algorithm>

#include "lib/record/level.hpp"

namespace logwrap {

namespace {

bool is_error(const Record& record) {
  const std::optional<Level> level = level_named(record.level);
  return level && *level >= Level::Error;
}

/// Where the line begins, of those that the record stands for, that says what went wrong: of a traceback the one with
/// the exception, else the first.
std::size_t begin_of_telling_line(const Record& record) {
  if (record.exception.empty()) return 0;
  const std::size_t exception = record.line.rfind(record.exception);
  if (exception == std::string::npos) return 0;
  return record.line.rfind('\n', exception) + 1;  // 0 where it is the first
}

/// Calls `take(line, where it begins)` for each line of `text`, for the one of an empty text, too.
template <class Take>
void each_line(std::string_view text, Take take) {
  for (std::size_t begin = 0, end = 0; end < text.size() || begin == 0; begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    take(text.substr(begin, end - begin), begin);
  }
}

}  // namespace

std::string LastLines::shortened(std::string_view line) {
  if (line.size() <= kBytes) return std::string(line);
  std::size_t end = kBytes;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  return std::string(line.substr(0, end)) + "...";
}

void LastLines::add(Record&& record) {
  if (record.kind == Kind::Event || record.derived || record.stream == Stream::Logwrap) return;
  Tail& tail = tails_.at(static_cast<std::size_t>(record.stream));
  const bool goes_on = std::exchange(tail.in_pieces, record.continued);
  if (goes_on) return;
  const std::size_t telling = is_error(record) ? begin_of_telling_line(record) : std::string::npos;
  if (record.line.size() > kBytes) return add_long(tail, record.line, telling);
  Kept& kept = tail.next();
  if (record.line.capacity() <= kMostCapacity) {
    kept.text.swap(record.line);
  } else {
    kept.text = record.line;
  }
  kept.telling = telling;
}

void LastLines::add_long(Tail& tail, std::string_view text, std::size_t telling) {
  each_line(text, [&](std::string_view line, std::size_t begin) {
    Kept& kept = tail.next();
    kept.text = line.substr(0, kBytes + 4);  // a character more: it says that there is more
    kept.telling = begin == telling ? 0 : std::string::npos;
  });
}

/// Calls `take(line, whether it says what went wrong)` for more than kLines perhaps, oldest first.
template <class Take>
void LastLines::each(const Tail& tail, Take take) {
  for (std::size_t i = tail.count - std::min(tail.count, kLines); i < tail.count; ++i) {
    const Kept& kept = tail.ring.at(i % kLines);
    each_line(kept.text, [&](std::string_view line, std::size_t begin) { take(line, begin == kept.telling); });
  }
}

std::array<std::vector<std::string>, 2> LastLines::lines() const {
  std::array<std::vector<std::string>, 2> all;
  for (std::size_t i = 0; i < tails_.size(); ++i) {
    std::vector<std::string>& lines = all.at(i);
    each(tails_.at(i), [&lines](std::string_view line, bool) { lines.push_back(shortened(line)); });
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(std::min(lines.size(), kLines)));
  }
  return all;
}

std::string LastLines::last_error() const {
  std::string last;
  for (const Tail& tail : tails_) {  // stderr after stdout
    each(tail, [&last](std::string_view line, bool telling) {
      if (telling) last = shortened(line);
    });
  }
  return last;
}

}  // namespace logwrap
