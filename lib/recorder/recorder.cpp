#include "lib/recorder/recorder.hpp"

#include <poll.h>

#include <algorithm>
#include <deque>

#include "lib/base/line_feeds.hpp"
#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/interpret/interpreter.hpp"
#include "lib/journal/events.hpp"
#include "lib/journal/journal_writer.hpp"
#include "lib/recorder/cgroup_memory.hpp"
#include "lib/recorder/held_lines.hpp"
#include "lib/recorder/intake.hpp"
#include "lib/recorder/last_lines.hpp"
#include "lib/recorder/pending_lines.hpp"
#include "lib/recorder/recorded_stream.hpp"
#include "lib/recorder/run_journal.hpp"
#include "lib/recorder/throttle.hpp"
#include "lib/recorder/watch.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
/// What was recorded is written at least this often. With Intake::kGather it makes the 100 ms that a crash may cost.
constexpr std::chrono::milliseconds kFlushEvery{50};
/// So much earlier it is written when the recorder is awake anyway.
constexpr std::chrono::milliseconds kFlushEarly{2};

Drop drop_for(LeftOut why) {
  switch (why) {
    case LeftOut::Mode:
      return Drop::Mode;
    case LeftOut::Repeat:
      return Drop::Repeat;
    case LeftOut::Blank:
      return Drop::Blank;
    case LeftOut::Command:
      return Drop::Command;
  }
  return Drop::Mode;
}

/// What a full journal would lose next is its second segment, so what is unsent may not reach into that; the first one
/// stays, the last one and a read of output are still to come.
Backpressure backpressure(const RecorderSetup& setup, const Backpressure::Written& written) {
  const JournalLimits limits = journal_limits(setup);
  const std::uint64_t reserve = 3 * limits.segment + std::min<std::uint64_t>(2ULL << 20, limits.run / 4);
  return {setup.config.on_full, limits.run, reserve, written};
}

Interpreter::Options interpretation(const RecorderSetup& setup) {
  const Config& config = setup.config;
  return {config.mode, config.commands, config.metadata_streams, setup.anchor, config.multiline, config.patterns};
}

class Recorder final : private StreamLines, private RecordSink {
 public:
  Recorder(const RecorderSetup& setup, SharedPage& page, Redaction& redaction, int from_pump, int to_pump,
           OpenJournal journal)
      : setup_(setup),
        redaction_(redaction),
        page_(page),
        from_(from_pump),
        intake_(from_pump, page),
        to_(to_pump),
        journal_(std::move(journal.writer)),
        info_(std::move(journal.info)),
        unsent_removed_(std::move(journal.unsent_removed)),
        interpreter_(interpretation(setup), *this),
        pending_(interpreter_, redaction_, streams_),
        watch_(setup.config, setup.anchor, interpreter_, redaction_, streams_, BootClock::now()),
        progress_(page.progress()) {
    if (setup.shipped) throttle_.emplace(journal_.run(), backpressure(setup, written()));
    const auto watched = std::make_shared<LiteralFinder>();
    redaction.watch(*watched);
    interpreter_.watch(*watched);
    StreamLines& lines = *this;
    for (const RecordedStream& stream : setup.streams) streams_.emplace_back(stream, watched, lines);
  }

  RecorderEnd run() {
    begin();
    while (!end_) {
      if (hold_back()) continue;
      const Transfer read = wait_and_read();
      if (read.state == Transfer::State::End || read.state == Transfer::State::Failed) break;
      if (read.state == Transfer::State::Done) {
        take(read.bytes);
        if (frames_.corrupt()) return RecorderEnd::OutOfStep;
      }
      commit_what_is_still();
      tell_pending(BootClock::now());
      tell_watched(BootClock::now());
      publish();
      flush_if_due();
    }
    finish();
    return RecorderEnd::Done;
  }

 private:
  /// The first recorder that gets so far writes the run's start, at once: a run has one, whatever becomes of this
  /// recorder, and what has to be done for the first record (room is made, a segment begun) is done while the job
  /// starts.
  void begin() {
    continued_ = page_.journal_open.exchange(1) != 0;
    if (continued_) redaction_.output_is_missing();  // how it began is known to the one that died
    progress_.found_lines += journal_.found_lines();
    if (journal_.last().seq == 0) {
      progress_.oom_kills_before = own_oom_kills();
      journal_.append(start_event(info_, journal_.run().path(), setup_.anchor.real));
      flush();
    }
    publish();
    flush_if_due();  // a job that is silent wakes nobody
  }

  /// Where Loki is slower than the job nothing is taken for a moment; what was recorded is written all the same.
  /// Answers whether it was so.
  bool hold_back() {
    if (!throttle_) return false;
    const Time now = BootClock::now();
    const std::chrono::nanoseconds pause =
        page_.job_ended == 0 ? throttle_->pause(written(), now) : throttle_->pause_at_end(written(), now);
    page_.throttling = pause.count() > 0 ? 1 : 0;
    if (pause.count() <= 0) return false;
    pollfd gone{from_, 0, 0};  // a pump that has died (POLLHUP) keeps no job waiting
    const auto time =
        std::chrono::ceil<std::chrono::milliseconds>(std::min<std::chrono::nanoseconds>(pause, kFlushEvery));
    if (::poll(&gone, 1, static_cast<int>(time.count())) > 0) return false;
    flush_if_due();
    return true;
  }

  [[nodiscard]] Backpressure::Written written() const { return {journal_.written_bytes(), journal_.last().seq}; }

  Transfer wait_and_read() {
    const std::size_t most = throttle_ ? throttle_->most_at_once(kReadBytes) : kReadBytes;
    // Rendered lines are waited for by people; and where a kill may follow, every moment counts.
    const bool hurry = setup_.passthrough == Passthrough::Rendered || pending_.active() || page_.job_ended != 0;
    return intake_.wait_and_read(frames_, next_due(), most, hurry ? Intake::Pace::AtOnce : Intake::Pace::Gathering);
  }

  std::optional<Time> next_due() {
    std::optional<Time> due = interpreter_.next_due();
    for (const std::optional<Time>& other : {flush_due_, pending_.next_due(), watch_.next_due()}) {
      if (other && (!due || *other < *due)) due = other;
    }
    for (StreamRecorder& stream : streams_) {
      const std::optional<Time> next = stream.next_due();
      if (next && (!due || *next < *due)) due = next;
    }
    return due;
  }

  /// Only when all that was printed has been taken: a row is not still just because we lag behind.
  void commit_what_is_still() {
    const Time now = BootClock::now();
    const std::optional<Time> due = next_due();
    if (due && *due <= now && intake_.is_empty()) commit_due(now);
  }

  void commit_due(Time now) {
    in_order_of_time([now](StreamRecorder& stream) { stream.commit_due(now); });
    interpreter_.tell_due(now);
  }

  void tell_pending(Time now) {
    if (!pending_.next_due() || now < *pending_.next_due()) return;
    commit_due(now);
    pending_.tell(now);
  }

  void tell_watched(Time now) {
    const std::optional<Time> due = watch_.next_due();
    if (!due || now < *due) return;
    commit_due(now);
    for (Record& event : watch_.tell(now, page_.job)) journal_.append(std::move(event));
  }

  void take(std::size_t bytes) {
    frames_.commit(bytes);
    // Of a frame that a recorder dies of the pump knows what was in it; of those before it, what has become of them.
    while (const std::optional<Frame> frame = frames_.next()) {
      take(*frame);
      publish_progress();
    }
    page_.consumed += bytes;
    if (throttle_) throttle_->took(bytes, written(), BootClock::now());
  }

  void take(const Frame& frame) {
    StreamRecorder* stream = find(frame.stream);
    switch (frame.type) {
      case FrameType::Output:
        if (stream != nullptr) stream->feed(frame.payload, frame.time);
        progress_.output_bytes += frame.payload.size();
        progress_.line_feeds += count_line_feeds(frame.payload);
        pending_.printed(frame.time);
        watch_.printed(frame.time);
        break;
      case FrameType::Resize:
        if (const auto size = frame.as<ResizePayload>(); size && stream != nullptr) {
          stream->terminal().resize({size->rows, size->columns}, frame.time);
        }
        break;
      case FrameType::Gap:
        if (const auto gap = frame.as<GapPayload>()) note_gap(*gap, frame.time);
        ++progress_.gaps;
        break;
      case FrameType::Settled:
        interpreter_.settle();
        begin_epochs();
        break;
      case FrameType::StreamEnd:
        if (stream != nullptr) end_stream(*stream, frame.time);
        break;
      case FrameType::Ending:
        if (const auto ending = frame.as<EndingPayload>()) note_ending(ending->signal, frame.time);
        break;
      case FrameType::JobEnd:
        end_ = frame.as<JobEndPayload>();
        end_time_ = frame.time;
        break;
      case FrameType::Notice:
      case FrameType::Line:
      case FrameType::Rendered:
        break;  // ours to send, not to receive
    }
  }

  void end_stream(StreamRecorder& stream, Time time) {
    keep_screen(stream);
    stream.end(time);
  }

  /// What stands there unfinished: as soon as nothing more comes, because what is final is no longer on the screen.
  void keep_screen(StreamRecorder& stream) {
    std::vector<std::string>& screen = run_end_.screen.at(static_cast<std::size_t>(stream.stream()));
    if (stream.has_ended()) return;
    screen = unfinished_rows(stream, interpreter_, redaction_);
  }

  StreamRecorder* find(Stream stream) {
    for (StreamRecorder& candidate : streams_) {
      if (candidate.stream() == stream) return &candidate;
    }
    return nullptr;
  }

  void note_gap(const GapPayload& gap, Time time) {
    const bool silence = gap.silence != 0 && setup_.config.commands != Commands::None;
    if (silence) {
      interpreter_.silence();
      begin_epochs();
    }
    for (StreamRecorder& stream : streams_) {
      const bool within = gap.within_line.at(static_cast<std::size_t>(stream.stream())) != 0;
      stream.break_off(within ? StreamRecorder::At::WithinLine : StreamRecorder::At::LineStart, time);
    }
    redaction_.output_is_missing();
    if (!silence && gap.line_feeds == 0 && gap.bytes == 0) return;  // nothing that was not told of before
    const std::string cause = gap.reason == Drop::Crash ? "the recorder died" : "the recorder took nothing for 5 s";
    const std::uint64_t lines = gap.line_feeds - take_found(gap.line_feeds);
    journal_.lose(gap.reason, lines);
    journal_.append(gap_event({gap.reason, cause, lines, gap.bytes, silence}, setup_.anchor.unix_nanos(time)));
  }

  /// Of so many lines that the pump takes to be lost: those that the journal holds all the same.
  std::uint64_t take_found(std::uint64_t lines) {
    const std::uint64_t found = std::min(lines, progress_.found_lines);
    progress_.found_lines -= found;
    return found;
  }

  /// Noted once, however often it is told and whichever recorder it was told to, until it counts no more.
  void note_ending(int signal, Time time) {
    if (!pending_.active() && !continued_) progress_.told_to_end = false;
    pending_.begin(time);
    continued_ = false;
    if (std::exchange(progress_.told_to_end, true)) return;
    journal_.append(told_to_end_event(signal, setup_.anchor.unix_nanos(time)));
    flush();  // and is published with it: who takes over does not say it again
  }

  void begin_epochs() {
    for (StreamRecorder& stream : streams_) stream.terminal().begin_epoch(interpreter_.epoch(stream.stream()));
  }

  void publish() {
    publish_progress();
    if (setup_.passthrough != Passthrough::Rendered) return;
    for (StreamRecorder& stream : streams_) {
      if (stream.terminal().pending_lines() > 0) continue;
      send(FrameType::Rendered, stream.stream(), bytes_of(stream.bytes()));
    }
  }

  void publish_progress() {
    progress_.pending_lines = interpreter_.waiting();
    for (StreamRecorder& stream : streams_) progress_.pending_lines += stream.terminal().pending_lines();
    progress_.last_ts = journal_.last().ts;
    progress_.last_seq = journal_.last().seq;
    progress_.written_seq = journal_.written_seq();
    progress_.counts = counts();
    page_.publish(progress_);
    page_.gaps_noted = progress_.gaps;
  }

  const RunCounts& counts() {
    journal_.note_masks(redaction_.count_masks());
    return journal_.counts();
  }

  void flush_if_due() {
    const Time now = BootClock::now();
    if (journal_.buffered_bytes() == 0) {
      flush_due_.reset();
    } else if (!flush_due_) {
      flush_due_ = now + kFlushEvery;
      if (pending_.active()) flush();  // the next moment may be the last
    } else if (now >= *flush_due_ - kFlushEarly) {
      flush();
    }
    tell_failure();
  }

  void flush() {
    flush_due_.reset();
    // A disk that hangs is no throttling: it is not waited for without bound.
    const std::uint32_t throttling = page_.throttling.exchange(0);
    if (!journal_.flush()) flush_due_ = BootClock::now() + kFlushEvery;
    page_.throttling = throttling;
    publish_progress();
  }

  void tell_failure() {
    if (const std::size_t runs = std::exchange(*unsent_removed_, 0); runs > 0) {
      send(FrameType::Notice, Stream::Logwrap,
           "the state directory was full: " + std::to_string(runs) + (runs == 1 ? " run was" : " runs were") +
               " removed that Loki had not got. See state_limit in docs/configuration.md.");
    }
    const std::optional<Error> failure = journal_.take_failure();
    if (!failure) return;
    send(FrameType::Notice, Stream::Logwrap,
         "not recording for now: " + describe(*failure) + ". The job goes on; the journal will say what is missing.");
  }

  void finish() {
    const Time time = end_ ? end_time_ : BootClock::now();
    for (StreamRecorder& stream : streams_) keep_screen(stream);
    in_order_of_time([time](StreamRecorder& stream) { stream.finish(time); });
    interpreter_.finish();
    if (end_ && end_->left_behind != 0) journal_.append(left_behind_event(setup_.anchor.unix_nanos(time)));
    Result<void> noted;
    if (end_) {
      info_.status = run_status(*end_);
      info_.end = setup_.anchor.unix_nanos(time);
      note_shipped();
      note_cause();
      (void)counts();  // which the closing record has
      journal_.close(info_, run_end_);
      publish();
      page_.journal_closed = 1;
      noted = journal_.note_end(info_);
    } else {
      flush();  // the pump was killed: the run has no end, and is shown as lost
      publish();
    }
    tell_failure();
    if (!noted) send(FrameType::Notice, Stream::Logwrap, "the run's end is not noted: " + describe(noted.error()));
  }

  void note_cause() {
    note_known(run_end_, *end_, progress_);
    run_end_.last_lines = last_lines_.lines();
    run_end_.last_error = last_lines_.last_error();
    info_.cause = cause_of(info_.status, run_end_);
    info_.usage = run_end_.usage;
  }

  void note_shipped() {
    if (!throttle_) return;
    throttle_->look(written(), BootClock::now());
    const Sent sent = throttle_->sent().value_or(Sent{});
    info_.shipped = ShippedCounts{sent.stored, sent.refused, sent.refused_why};
  }

  template <class HandOut>
  void in_order_of_time(HandOut hand_out) {
    holding_ = true;
    for (StreamRecorder& stream : streams_) hand_out(stream);
    holding_ = false;
    held_.release([this](Stream stream, const Line& line) { this->line(stream, line); });
  }

  void line(Stream stream, const Line& line) override {
    if (holding_) return held_.hold(stream, line);
    pending_.handed_out(stream);
    watch_.committed();
    interpreter_.line(stream, redaction_.take(stream, line));
    if (setup_.passthrough != Passthrough::Rendered) return;
    send(FrameType::Line, stream, line.text, line.continued ? kLineContinued : std::uint16_t{0});
  }

  LineTag marked(Stream stream, const MarkedLine& line) override {
    const LineTag tag = interpreter_.marked(stream, line);
    if (tag != 0) page_.commanded = 1;
    begin_epochs();
    return tag;
  }

  void record(Record& record) override {
    journal_.append(record);
    last_lines_.add(std::move(record));
  }
  void left_out(LeftOut why) override { journal_.leave_out(drop_for(why)); }

  void send(FrameType type, Stream stream, std::string_view payload, std::uint16_t flags = 0) {
    std::string frame;
    append_frame(frame, type, stream, BootClock::now(), payload, flags);
    (void)write_all(to_, frame);  // a pump that is gone needs no notice
  }

  const RecorderSetup& setup_;
  Redaction& redaction_;
  SharedPage& page_;
  int from_;
  Intake intake_;
  int to_;
  JournalWriter journal_;
  RunInfo info_;
  std::shared_ptr<std::size_t> unsent_removed_;
  Interpreter interpreter_;
  std::deque<StreamRecorder> streams_;  // a deque: a StreamRecorder does not move
  PendingLines pending_;
  Watch watch_;
  RecorderProgress progress_;  // as it is published
  FrameReader frames_;
  std::optional<Throttle> throttle_;  // where a shipper sends what is recorded
  HeldLines held_;
  bool holding_ = false;
  bool continued_ = false;  ///< from a recorder that has died; until this one was told what that one had been
  LastLines last_lines_;
  RunEnd run_end_;
  std::optional<Time> flush_due_;
  std::optional<JobEndPayload> end_;
  Time end_time_;
};

}  // namespace

RecorderEnd run_recorder(const RecorderSetup& setup, SharedPage& page, UniqueFd from_pump, UniqueFd to_pump) {
  page.throttling = 0;  // a recorder that died may have left it
  Redaction redaction(setup.redaction(), setup.argv);
  Result<OpenJournal> journal = open_journal(setup, redaction, page);
  if (!journal) {
    std::string frame;
    append_frame(frame, FrameType::Notice, Stream::Logwrap, BootClock::now(),
                 "not recording: " + describe(journal.error()) + ". The job runs all the same.");
    (void)write_all(to_pump.get(), frame);
    return RecorderEnd::NotRecording;
  }
  Recorder recorder(setup, page, redaction, from_pump.get(), to_pump.get(), std::move(*journal));
  return recorder.run();
}

}  // namespace logwrap
