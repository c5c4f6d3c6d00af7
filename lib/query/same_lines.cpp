#include "lib/query/same_lines.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace logwrap {

namespace {

std::string key_of(const Record& line) {
  std::string key(name(line.stream));
  key += '/';
  key += name(line.kind);
  key += '/';
  return key + line.line;
}

}  // namespace

void SameLines::add(std::size_t run, Record line) {
  std::string key = key_of(line);
  std::deque<std::size_t>& places = same_[key];
  for (const std::size_t place : places) {
    SharedLine& shared = lines_[place - taken_];
    const UnixNanos apart = line.ts > shared.record.ts ? line.ts - shared.record.ts : shared.record.ts - line.ts;
    if (apart > kWindow || std::find(shared.runs.begin(), shared.runs.end(), run) != shared.runs.end()) continue;
    shared.runs.push_back(run);
    return;
  }
  places.push_back(taken_ + lines_.size());
  bytes_ += key.size();
  lines_.push_back({std::move(line), {run}});
}

SharedLine SameLines::take_first() {
  SharedLine first = std::move(lines_.front());
  lines_.pop_front();
  ++taken_;
  const std::string key = key_of(first.record);
  bytes_ -= key.size();
  const auto places = same_.find(key);
  places->second.pop_front();  // they are in order
  if (places->second.empty()) same_.erase(places);
  return first;
}

std::vector<SharedLine> SameLines::take(UnixNanos now) {
  std::vector<SharedLine> out;
  while (!lines_.empty() &&
         (lines_.front().record.ts < now - kWindow || lines_.size() > kMostLines || bytes_ > kMostBytes))
    out.push_back(take_first());
  return out;
}

std::vector<SharedLine> SameLines::take_all() {
  return take(std::numeric_limits<UnixNanos>::max());
}

}  // namespace logwrap
