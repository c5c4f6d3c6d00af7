#include "lib/loki/batcher.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "lib/loki/push.hpp"

namespace logwrap {

void Batch::append(EncodedEntry entry) {
  bytes += entry.bytes.size();
  entries.push_back(std::move(entry));
}

std::string push_body(std::string_view labels, const Batch& batch) {
  std::string entries;
  entries.reserve(batch.bytes);
  for (const EncodedEntry& entry : batch.entries) entries += entry.bytes;
  return compress(encode_push(labels, entries));
}

std::pair<Batch, Batch> halves(Batch batch) {
  assert(batch.entries.size() >= 2);
  std::pair<Batch, Batch> parts{Batch{batch.stream, {}, 0}, Batch{batch.stream, {}, 0}};
  const std::size_t last = batch.entries.size() - 1;
  std::size_t i = 0;
  do {
    parts.first.append(std::move(batch.entries[i++]));
  } while (i < last && parts.first.bytes + batch.entries[i].bytes.size() <= batch.bytes / 2);
  for (; i <= last; ++i) parts.second.append(std::move(batch.entries[i]));
  return parts;
}

std::optional<Batch> Batcher::add(const StreamId& stream, EncodedEntry entry, Time now, std::size_t limit) {
  Open& open = open_[stream];
  std::optional<Batch> closed;
  if (!open.batch.entries.empty() && open.batch.bytes + entry.bytes.size() > limit) {
    closed = std::exchange(open.batch, Batch{});
  }
  if (open.batch.entries.empty()) {
    open.batch.stream = stream;
    open.since = now;
  }
  open.batch.append(std::move(entry));
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
