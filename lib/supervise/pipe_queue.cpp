#include "lib/supervise/pipe_queue.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace logwrap {

void PipeQueue::Unmap::operator()(char* slab) const {
  ::munmap(slab, kSlab);
}

PipeQueue::Slab PipeQueue::next_slab() {
  if (spare_.empty()) {
    void* const memory = ::mmap(nullptr, kSlab, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return Slab(static_cast<char*>(memory));
  }
  Slab slab = std::move(spare_.back());
  spare_.pop_back();
  return slab;
}

void PipeQueue::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t at = appended_ - begin_;
    if (at == slabs_.size() * kSlab) slabs_.push_back(next_slab());
    const std::size_t size = std::min(bytes.size(), kSlab - at % kSlab);
    std::memcpy(slabs_.back().get() + at % kSlab, bytes.data(), size);
    appended_ += size;
    bytes.remove_prefix(size);
  }
}

/// What waits, as the slabs have it; of more than `into` has room for the beginning.
std::size_t PipeQueue::pieces(std::span<iovec> into) const {
  std::size_t count = 0;
  for (std::size_t at = written_ - begin_; at < appended_ - begin_ && count < into.size(); ++count) {
    const std::size_t size = std::min<std::size_t>(appended_ - begin_ - at, kSlab - at % kSlab);
    into[count] = {slabs_[at / kSlab].get() + at % kSlab, size};
    at += size;
  }
  return count;
}

Transfer PipeQueue::write_to(int pipe) {
  std::array<iovec, 8> waiting{};  // more than a pipe takes, as a rule
  const std::size_t count = pieces(waiting);
  const bool lend = lends_ && size() >= kMuch;
  const auto copy = [&] { return write_some(pipe, {static_cast<char*>(waiting[0].iov_base), waiting[0].iov_len}); };
  Transfer transfer = lend ? lend_some(pipe, {waiting.data(), count}) : copy();
  if (lend && transfer.state == Transfer::State::Failed) {
    transfer = copy();
    lends_ = transfer.state == Transfer::State::Failed;  // then it was the pipe's fault
  }
  written_ += transfer.bytes;
  return transfer;
}

void PipeQueue::taken(std::uint64_t bytes) {
  while (!slabs_.empty() && begin_ + kSlab <= bytes) {
    if (spare_.size() < kSpare) spare_.push_back(std::move(slabs_.front()));
    slabs_.pop_front();
    begin_ += kSlab;
  }
  // The last slab is used from its beginning again: what prints little touches one page.
  if (bytes == appended_) begin_ = appended_;
}

void PipeQueue::clear() {
  slabs_.clear();
  begin_ = written_ = appended_ = 0;
}

}  // namespace logwrap
