// PipeQueue: bytes on their way into a pipe, in order. Much at a time is lent to the pipe, not copied: the pipe points
// to the queue's own pages (vmsplice(2)) until its reader has read them. The pipe's pages would be others each time,
// last touched by the reader's processor or by none: to write to them costs about as much as all else that the pump
// does with a byte.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "lib/base/syscall.hpp"

namespace logwrap {

class PipeQueue {
 public:
  void append(std::string_view bytes);
  /// Bytes that wait: appended, and not handed to the pipe.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(appended_ - written_); }

  /// Hands the pipe some of what waits, at least one byte of which there must be. Non-blocking, as the pipe is.
  [[nodiscard]] Transfer write_to(int pipe);
  /// Bytes that were handed to the pipe since the last clear().
  [[nodiscard]] std::uint64_t written() const { return written_; }

  /// The reader has read so many of the bytes handed to the pipe since the last clear(), no fewer than it was said to
  /// before: their memory is used again. What it has not read stays as it is, also when the queue is gone.
  void taken(std::uint64_t bytes);
  /// Nobody reads any more what waits, or what stands in a pipe.
  void clear();

 private:
  static constexpr std::size_t kSlab = 64 * 1024;
  /// What is less costs more to be lent than to be copied, and each page of it takes one of the pipe's slots.
  static constexpr std::size_t kMuch = 4096;
  /// Slabs that are kept for what comes next.
  static constexpr std::size_t kSpare = 4;

  /// Given back to the kernel, which keeps the pages that a pipe points to. An allocator would write into them.
  struct Unmap {
    void operator()(char* slab) const;
  };
  using Slab = std::unique_ptr<char[], Unmap>;

  /// Throws std::bad_alloc.
  [[nodiscard]] Slab next_slab();
  [[nodiscard]] std::size_t pieces(std::span<iovec> into) const;

  std::deque<Slab> slabs_;  ///< all that was not taken, oldest first; only the last has room
  std::vector<Slab> spare_;
  // Since the last clear(), in bytes:
  std::uint64_t begin_ = 0;  ///< before slabs_
  std::uint64_t written_ = 0;
  std::uint64_t appended_ = 0;
  bool lends_ = true;  ///< unless the kernel refuses: gVisor has no vmsplice
};

}  // namespace logwrap
