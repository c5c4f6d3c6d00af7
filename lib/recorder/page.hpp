// SharedPage: a few numbers that the recorder keeps and the pump reads, and that a recorder forked after a crash takes
// up again. It outlives the recorder because it is the pump's own memory, mapped shared.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/journal/run_counts.hpp"

namespace logwrap {

/// How far the recorder is with a run: what the next one goes on from if it dies now.
struct RecorderProgress {
  /// The last timestamp and sequence number given to a record: the next recorder goes on above them.
  std::int64_t last_ts = 0;
  std::uint64_t last_seq = 0;
  /// Records up to this one are written.
  std::uint64_t written_seq = 0;
  /// Lines that stand on the screens and are not committed: lost if the recorder dies now.
  std::uint64_t pending_lines = 0;
  /// Of the job's output: bytes consumed and line feeds among them, so that a gap can be told in both.
  std::uint64_t output_bytes = 0;
  std::uint64_t line_feeds = 0;
  /// Lines that a recorder which died had written before it published them: they are in the counts, and will be in what
  /// the pump tells as a gap.
  std::uint64_t found_lines = 0;
  /// Gap frames that are in the counts.
  std::uint64_t gaps = 0;
  /// The journal holds that the job was told to end, for as long as that counts.
  bool told_to_end = false;
  /// What oom_kills() said at the run's start; nothing: it did not.
  std::optional<std::uint64_t> oom_kills_before;
  RunCounts counts;
};

struct SharedPage {
  /// Bytes that the recorder has taken from its pipe, over all recorders of the run. While it grows the recorder lives.
  /// Raised only when they have been copied out of the pipe: the pump writes over them then (PipeQueue).
  std::atomic<std::uint64_t> consumed{0};
  /// Set by the recorder while it takes nothing on purpose, but not while it writes: not to be mistaken for a hang.
  std::atomic<std::uint32_t> throttling{0};
  /// Set by the pump once the job has ended: nobody is to be slowed down any more.
  std::atomic<std::uint32_t> job_ended{0};
  /// Set by the pump once it was started: the job's process.
  std::atomic<std::int32_t> job{0};
  /// Rung by the pump (ring_bell) where what it has sent is to be taken at once; set by the recorder while it listens.
  std::atomic<std::uint32_t> bell{0};
  std::atomic<std::uint32_t> gathering{0};
  /// 1 once the run's directory and its first segment stand.
  std::atomic<std::uint32_t> journal_open{0};
  /// 1 once the journal has its closing record: all that is left to write is run.json.
  std::atomic<std::uint32_t> journal_closed{0};
  /// 1 once a command was obeyed. The pump finds their marker too, but not where escape sequences part it.
  std::atomic<std::uint32_t> commanded{0};
  /// As RecorderProgress::gaps, for who looks while the recorder lives; a moment later.
  std::atomic<std::uint64_t> gaps_noted{0};

  /// To be called when no recorder lives, or by the recorder itself.
  [[nodiscard]] const RecorderProgress& progress() const { return progress_[published_ % 2]; }
  /// All at once: who dies within this call has published what was there before.
  void publish(const RecorderProgress& progress) {
    progress_[(published_ + 1) % 2] = progress;
    ++published_;
  }

 private:
  std::array<RecorderProgress, 2> progress_{};
  std::atomic<std::uint32_t> published_{0};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "the page is shared between processes");

/// The pump: wakes a recorder that is in wait_for_bell().
void ring_bell(SharedPage& page);
/// The recorder: waits until the bell is no longer at `heard`, or `most` is over.
void wait_for_bell(SharedPage& page, std::uint32_t heard, std::chrono::nanoseconds most);

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
