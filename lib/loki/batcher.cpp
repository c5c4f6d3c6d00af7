#include "lib/loki/batcher.hpp"

#include <cassert>
#include <utility>

#include "lib/loki/push.hpp"

namespace logwrap {

void Batch::append(const EncodedEntry& entry) {
  entries.push_back({entry.ts, entry.seq, entry.bytes.size()});
  text += entry.bytes;
}

std::string push_body(std::string_view labels, const Batch& batch) {
  return compress(push_head(labels, batch.text.size()), batch.text);
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

std::optional<Batch> Batcher::add(const EncodedEntry& entry, Time now, std::size_t limit) {
  std::optional<Batch> closed;
  if (!empty() && open_.text.size() + entry.bytes.size() > limit) {
    closed = take();
    open_.entries.reserve(closed->entries.size());  // the next one will be as large, most likely
    open_.text.reserve(closed->text.size());
  }
  if (empty()) since_ = now;
  open_.append(entry);
  return closed;
}

std::optional<Time> Batcher::due() const {
  if (empty()) return std::nullopt;
  return since_ + kLinger;
}

Batch Batcher::take() {
  assert(!empty());
  return std::exchange(open_, Batch{open_.stream, {}, {}});
}

}  // namespace logwrap
