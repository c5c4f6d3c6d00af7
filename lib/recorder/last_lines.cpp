#include "lib/recorder/last_lines.hpp"

#include <algorithm>

#include "lib/record/level.hpp"

namespace logwrap {

namespace {

bool is_error(const Record& record) {
  const std::optional<Level> level = level_named(record.level);
  return level && *level >= Level::Error;
}

/// Where in `text` the exception's type stands as it is told: "ValueError: bad", not "panic.go" among the frames. Of
/// several the last, npos where there is none.
std::size_t place_of_type(std::string_view text, std::string_view type) {
  static constexpr std::string_view kBefore = " \t\n";
  static constexpr std::string_view kBehind = ": \n";
  for (std::size_t at = text.rfind(type); at != std::string_view::npos;
       at = at == 0 ? at - 1 : text.rfind(type, at - 1)) {
    const std::size_t end = at + type.size();
    const bool begins = at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos;
    if (begins && (end == text.size() || kBehind.find(text[end]) != std::string_view::npos)) return at;
  }
  return std::string_view::npos;
}

/// The line, of those that the record stands for, that says what went wrong: of a traceback the one with the exception,
/// else the first; or the second, where that says more: "thread 'main' panicked at main.rs:6:49:".
std::string_view telling_line(const Record& record) {
  const std::string_view text = record.line;
  const std::size_t type = record.exception.empty() ? std::string_view::npos : place_of_type(text, record.exception);
  const std::size_t line = type == std::string_view::npos ? 0 : text.substr(0, type).rfind('\n') + 1;
  std::string_view telling = text.substr(line, text.find('\n', line) - line);
  const bool announces = telling.ends_with(':') || telling.starts_with("terminate called ");
  if (type == std::string_view::npos && announces && telling.size() < text.size()) {
    telling = text.substr(telling.size() + 1);
    telling = telling.substr(0, telling.find('\n'));
  }
  return telling.substr(std::min(telling.find_first_not_of(" \t"), telling.size()));
}

/// What torchrun, srun, make and bash say of a process that failed, and has said why. Who was killed has not.
bool is_about_another(const Record& record) {
  static constexpr std::array<std::string_view, 4> kSaid{"torch/distributed/elastic/", ": Exited with exit code ",
                                                         "make: *** [", " Aborted   "};
  return record.exception.ends_with("ChildFailedError") ||
         (record.exception.empty() && std::any_of(kSaid.begin(), kSaid.end(), [&record](std::string_view said) {
            return record.line.find(said) != std::string::npos;
          }));
}

/// Calls `take(line)` for each line of `text`, for the one of an empty text, too.
template <class Take>
void each_line(std::string_view text, Take take) {
  for (std::size_t begin = 0, end = 0; end < text.size() || begin == 0; begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    take(text.substr(begin, end - begin));
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
  ++tail.records;
  if (is_error(record)) add_error(tail, record);
  if (record.line.size() > kBytes) return add_long(tail, record.line);
  std::string& kept = tail.next();
  if (record.line.capacity() <= kMostCapacity) {
    kept.swap(record.line);
  } else {
    kept = record.line;
  }
}

void LastLines::add_error(Tail& tail, const Record& record) {
  const Says says = is_about_another(record) ? Says::ThatOneFailed : Says::TheError;
  Telling& telling = tail.telling.at(static_cast<std::size_t>(says));
  // Of ChildFailedError torchrun's own line says more, which came before.
  if (says == Says::ThatOneFailed && !record.exception.empty() && telling.record > 0) return;
  telling = {shortened(telling_line(record)), tail.records};
}

void LastLines::add_long(Tail& tail, std::string_view text) {
  // A character more than is shown: it says that there is more.
  each_line(text, [&tail](std::string_view line) { tail.next() = line.substr(0, kBytes + 4); });
}

std::array<std::vector<std::string>, 2> LastLines::lines() const {
  std::array<std::vector<std::string>, 2> all;
  for (std::size_t i = 0; i < tails_.size(); ++i) {
    const Tail& tail = tails_.at(i);
    std::vector<std::string>& lines = all.at(i);
    for (std::size_t kept = tail.count - std::min(tail.count, kLines); kept < tail.count; ++kept)
      each_line(tail.ring.at(kept % kLines), [&lines](std::string_view line) { lines.push_back(shortened(line)); });
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(std::min(lines.size(), kLines)));
  }
  return all;
}

std::string LastLines::last_that(Says says) const {
  std::string last;
  for (const Tail& tail : tails_) {  // stderr after stdout
    const Telling& telling = tail.telling.at(static_cast<std::size_t>(says));
    if (telling.record > 0 && tail.records - telling.record < kLines) last = telling.line;
  }
  return last;
}

std::string LastLines::last_error() const {
  std::string last = last_that(Says::TheError);
  return last.empty() ? last_that(Says::ThatOneFailed) : last;
}

}  // namespace logwrap
