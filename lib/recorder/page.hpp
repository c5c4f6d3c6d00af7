// SharedPage: a few numbers that the recorder keeps and the pump reads, and that a recorder forked after a crash takes
// up again. It outlives the recorder because it is the pump's own memory, mapped shared.
#pragma once

#include <atomic>
#include <cstdint>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/journal/run_counts.hpp"

namespace logwrap {

struct SharedPage {
  /// Bytes that the recorder has taken from its pipe, over all recorders of the run. While it grows the recorder lives.
  std::atomic<std::uint64_t> consumed{0};
  /// Set by the recorder while it takes nothing on purpose: not to be mistaken for a hang.
  std::atomic<std::uint32_t> throttling{0};
  /// Set by the pump once the job has ended: nobody is to be slowed down any more.
  std::atomic<std::uint32_t> job_ended{0};
  /// 1 once the run's directory and its first segment stand.
  std::atomic<std::uint32_t> journal_open{0};
  /// 1 once a command was obeyed. The pump finds their marker too, but not where escape sequences part it.
  std::atomic<std::uint32_t> commanded{0};
  /// 1 once the journal holds that the job was told to end, for as long as that counts.
  std::atomic<std::uint32_t> told_to_end{0};
  /// The last timestamp and sequence number given to a record: the next recorder goes on above them.
  std::atomic<std::int64_t> last_ts{0};
  std::atomic<std::uint64_t> last_seq{0};
  /// Lines that stand on the screens and are not committed: lost if the recorder dies now.
  std::atomic<std::uint64_t> pending_lines{0};
  /// Of the job's output: bytes consumed and line feeds among them, so that a gap can be told in both.
  std::atomic<std::uint64_t> output_bytes{0};
  std::atomic<std::uint64_t> line_feeds{0};
  /// Written by the recorder only, and read only when it is gone: each number is whole, the set may be a line apart.
  RunCounts counts{};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "the page is shared between processes");

/// A SharedPage in memory that forked children share. Unmapped with its owner, in each process for itself.
class SharedPageMap {
 public:
  [[nodiscard]] static Result<SharedPageMap> make();
  SharedPageMap(SharedPageMap&& other) noexcept : page_(other.page_) { other.page_ = nullptr; }
  SharedPageMap& operator=(SharedPageMap&&) = delete;
  SharedPageMap(const SharedPageMap&) = delete;
  SharedPageMap& operator=(const SharedPageMap&) = delete;
  ~SharedPageMap();

  [[nodiscard]] SharedPage& operator*() const { return *page_; }
  [[nodiscard]] SharedPage* operator->() const { return page_; }

 private:
  explicit SharedPageMap(SharedPage* page) : page_(page) {}
  SharedPage* page_;
};

}  // namespace logwrap
