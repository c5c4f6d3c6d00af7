#include "lib/loki/batcher.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "lib/loki/push.hpp"

namespace logwrap {

void Batch::append(const EncodedEntry& entry) {
  entries.push_back({entry.ts, entry.seq, entry.bytes.size()});
  text += entry.bytes;
}

std::string push_body(std::string_view labels, const Batch& batch) {
  return compress(encode_push(labels, batch.text));
}

std::pair<Batch, Batch> halves(Batch batch) {
  assert(batch.entries.size() >= 2);
  const std::size_t half = batch.text.size() / 2;
  auto middle = batch.entries.begin();
  std::size_t bytes = 0;
  do {
    bytes += (middle++)->bytes;
  } while (middle + 1 != batch.entries.end() && bytes + middle->bytes <= half);
  Batch second{batch.stream, {middle, batch.entries.end()}, batch.text.substr(bytes)};
  batch.entries.erase(middle, batch.entries.end());
  batch.text.resize(bytes);
  return {std::move(batch), std::move(second)};
}

std::optional<Batch> Batcher::add(const StreamId& stream, const EncodedEntry& entry, Time now, std::size_t limit) {
  Open& open = open_[stream];
  std::optional<Batch> closed;
  if (!open.batch.entries.empty() && open.batch.text.size() + entry.bytes.size() > limit) {
    closed = std::exchange(open.batch, Batch{});
    open.batch.entries.reserve(closed->entries.size());  // the next one will be as large, most likely
    open.batch.text.reserve(closed->text.size());
  }
  if (open.batch.entries.empty()) {
    open.batch.stream = stream;
    open.since = now;
  }
  open.batch.append(entry);
  return closed;
}

std::vector<Batch> Batcher::take_due(Time now) {
  std::vector<Open> due;
  for (auto it = open_.begin(); it != open_.end();) {
    if (it->second.since + kLinger > now) {
      ++it;
      continue;
    }
    due.push_back(std::move(it->second));
    it = open_.erase(it);
  }
  std::stable_sort(due.begin(), due.end(), [](const Open& a, const Open& b) { return a.since < b.since; });
  std::vector<Batch> batches;
  std::transform(due.begin(), due.end(), std::back_inserter(batches), [](Open& open) { return std::move(open.batch); });
  return batches;
}

std::optional<Time> Batcher::next_due() const {
  std::optional<Time> first;
  for (const auto& [stream, open] : open_) {
    if (!first || open.since + kLinger < *first) first = open.since + kLinger;
  }
  return first;
}

std::vector<Batch> Batcher::take_all() {
  return take_due(Time::max());
}

}  // namespace logwrap
