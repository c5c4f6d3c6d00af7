#include "lib/query/unfinished_lines.hpp"

#include <algorithm>
#include <utility>

namespace logwrap {

namespace {

/// More rows than a screen can have: a journal that somebody made up is not believed.
constexpr std::size_t kMostRows = 1000;

/// 1 .. of a pending line, 0 of any other record.
std::int64_t place_of(const Record& record) {
  if (!record.event || record.event->name != "pending") return 0;
  for (const auto& [key, value] : record.event->fields) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    if (key == "place" && number != nullptr) return std::max<std::int64_t>(*number, 1);
  }
  return 1;
}

}  // namespace

bool UnfinishedLines::keep(const Record& record) {
  std::vector<Record>& kept = kept_.at(static_cast<std::size_t>(record.stream));
  const std::int64_t place = place_of(record);
  if (place == 0) {
    if (record.kind != Kind::Event) kept.clear();
    return false;
  }
  if (place == 1) kept.clear();
  if (kept.size() < kMostRows) kept.push_back(record);
  return true;
}

std::vector<Record> UnfinishedLines::take() {
  std::vector<Record> all;
  for (std::vector<Record>& kept : kept_) {
    for (Record& record : kept) {
      record.kind = Kind::Log;
      record.event.reset();
      all.push_back(std::move(record));
    }
    kept.clear();
  }
  std::ranges::sort(all, {}, &Record::ts);
  return all;
}

}  // namespace logwrap
