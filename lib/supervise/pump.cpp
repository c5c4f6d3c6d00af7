#include "lib/supervise/pump.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>

#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/supervise/job_io.hpp"
#include "lib/supervise/job_stream.hpp"
#include "lib/supervise/keyboard.hpp"
#include "lib/supervise/leader.hpp"
#include "lib/supervise/outer_terminal.hpp"
#include "lib/supervise/recording.hpp"
#include "lib/supervise/sentinel.hpp"
#include "lib/supervise/signal_router.hpp"
#include "lib/supervise/spawn.hpp"
#include "lib/supervise/survivors.hpp"

namespace logwrap {

namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

/// After the job's end: so long without output, and who still holds it is taken to be in the background for good.
constexpr std::chrono::milliseconds kQuiet{200};
/// From the report that the job was stopped to stopping with it: what it wrote last is still on its way to us.
constexpr std::chrono::milliseconds kLastWords{20};
/// While another process group has the terminal nothing tells us when we get it back (`fg` sends no CONT to a job that
/// runs), so we look.
constexpr std::chrono::milliseconds kForegroundLook{500};


/// Before anything is opened: what logwrap was started with. These are the job's; logwrap must not keep them open beside it.
std::vector<int> descriptors_above_stdio() {
  std::vector<int> found;
  DIR* listing = ::opendir("/proc/self/fd");
  if (listing == nullptr) return found;
  while (const dirent* entry = ::readdir(listing)) {
    const int fd = std::atoi(entry->d_name);
    if (fd > STDERR_FILENO && fd != ::dirfd(listing)) found.push_back(fd);
  }
  ::closedir(listing);
  return found;
}

/// Descriptors 0 to 2 that are closed are taken by /dev/null, so that nothing else gets their numbers. CLOEXEC: the job
/// finds them closed, as logwrap did.
void occupy_closed_stdio() {
  int fd = -1;
  do {
    fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

bool has_controlling_terminal() { return UniqueFd(::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)).valid(); }

class Pump {
 public:
  /// `inherited`: descriptors_above_stdio() from before this object was made.
  Pump(const PumpRequest& request, const OriginalSignals& signals, std::vector<int> inherited)
      : request_(request),
        signals_(signals),
        inherited_(std::move(inherited)),
        signal_fd_(io_),
        sentinel_pipe_(io_),
        leader_socket_(io_),
        router_timer_(io_),
        drain_timer_(io_),
        foreground_timer_(io_),
        stop_timer_(io_) {}

  ExitStatus run() {
    const std::array<FdInfo, 3> own{examine_fd(STDIN_FILENO), examine_fd(STDOUT_FILENO), examine_fd(STDERR_FILENO)};
    occupy_closed_stdio();
    open_streams(plan_stdio(own, request_.config.pty));
    start_recording();
    watch_signals();
    start_job(own);
    for (const int fd : inherited_) ::close(fd);
    if (phase_ == Phase::Running) begin_interaction();
    for (const auto& stream : streams_) stream->resume();
    check_done();
    if (phase_ != Phase::Done) io_.run();
    leave();
    return status_;
  }

 private:
  enum class Phase : std::uint8_t {
    Running,    ///< the job lives
    Draining,   ///< it has ended; what it wrote is read to its end, or until only its survivors hold the streams
    Finishing,  ///< everything was read; the readers of our streams and the recorder get the rest
    Done,
  };

  // ---- Starting ----

  void open_streams(const StdioPlan& plan) {
    Result<JobIo> io = open_job_io(plan, request_.config);
    if (!io) {
      say("no pipe to be had for the job's output (" + describe(io.error()) + "): running it without logging");
      return;
    }
    interactive_ = io->interactive;
    if (io->outer) outer_.emplace(std::move(*io->outer));
    for (OpenedStream& opened : io->streams) {
      recorded_.push_back({opened.stream, opened.size,
                           interactive_ ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed});
      job_ends_.push_back(std::move(opened.job_end));
      const int out = opened.stream == Stream::Stdout ? STDOUT_FILENO : STDERR_FILENO;
      streams_.push_back(std::make_unique<JobStream>(io_, opened.stream, opened.kind, std::move(opened.source), out,
                                                     stream_handlers()));
    }
    if (io->fallback.empty()) return;
    say("no terminal for the job (" + io->fallback + "): using pipes, progress bars may look different");
    ::setenv("PYTHONUNBUFFERED", "1", 0);
  }

  JobStream::Handlers stream_handlers() {
    return {[this](JobStream& stream, std::string_view bytes) { job_printed(stream, bytes); },
            [this](JobStream& stream) { stream_ended(stream); },
            [this](const JobStream& stream) { return may_read(stream); },
            [this] { room_again(); },
            [this](JobStream& stream, int error) { reader_gone(stream, error); }};
  }

  void start_recording() {
    if (!request_.record || streams_.empty()) return;
    Result<SharedPageMap> page = SharedPageMap::make();
    if (!page) return say("not recording: " + describe(page.error()));
    RecorderSetup setup{request_.run_id, request_.argv, ::getpid(), ClockAnchor::take(), request_.config.state_dir,
                        rendering_lines() ? Passthrough::Rendered : Passthrough::Raw, recorded_,
                        request_.config.mode, request_.config.commands, request_.config.metadata_streams};
    recording_ = std::make_unique<Recording>(io_, std::move(*page), std::move(setup), recording_handlers());
    recording_->start();
  }

  Recording::Handlers recording_handlers() {
    return {[this] { room_again(); },
            [this] { return !outlets_have_room(); },
            [this](const std::string& text) { say(text); },
            [this](Stream stream, std::string_view line, bool continued) { pass_on_line(stream, line, continued); },
            [this](Stream stream, std::uint64_t bytes) {
              if (JobStream* found = find(stream)) found->tail().rendered(bytes);
            },
            [this] { pass_on_tails(); },
            [this] { check_done(); }};
  }

  void watch_signals() {
    if (Result<Sentinel> sentinel = Sentinel::start()) {
      sentinel_.emplace(std::move(*sentinel));
      sentinel_pipe_.assign(::dup(sentinel_->pipe()));
      wait_for_sentinel();
    } else {
      router_.sentinel_gone();
    }
    Result<UniqueFd> fd = open_signal_fd();
    if (!fd) return say(describe(fd.error()) + ": signals are not handed on to the job");
    signal_fd_.assign(fd->release());
    wait_for_signal();
  }

  void set_environment(const std::array<FdInfo, 3>& own) {
    ::setenv("LOGWRAP_RUN_ID", request_.run_id.c_str(), 1);
    // A pager would believe in the pty and wait for keys that nobody can type.
    const bool made_up_terminal = !interactive_ && own[0].kind != FdKind::Terminal;
    if (!made_up_terminal) return;
    ::setenv("PAGER", "cat", 0);
    ::setenv("GIT_PAGER", "cat", 0);
  }

  void start_job(const std::array<FdInfo, 3>& own) {
    set_environment(own);
    const Result<pid_t> job = interactive_ ? start_behind_leader() : start_beside_sentinel();
    if (!interactive_) job_ends_.clear();
    if (job) {
      job_ = *job;
      return;
    }
    const int error = job.error().code.value();
    say("cannot run " + quoted_word(request_.argv.front()) + ": " + std::generic_category().message(error));
    job_ended(ExitStatus::of_exec_error(error));
  }

  Result<pid_t> start_beside_sentinel() {
    SpawnRequest spawn_request{request_.argv, {}, -1, &signals_};
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      int& fd = streams_[i]->stream() == Stream::Stdout ? spawn_request.stdio.out : spawn_request.stdio.err;
      fd = job_ends_[i].get();
    }
    return spawn(spawn_request);
  }

  Result<pid_t> start_behind_leader() {
    const LeaderRequest leader_request{request_.argv, job_ends_.front().get(), outer_->fd(), outer_->original(),
                                       &signals_};
    Result<Leader> leader = Leader::start(leader_request);
    if (!leader) return leader.error();
    leader_.emplace(std::move(*leader));
    leader_socket_.assign(::dup(leader_->socket()));
    wait_for_leader();
    return leader_->job();
  }

  /// Interactive only: the job has the terminal, and gets what is typed.
  void begin_interaction() {
    if (!interactive_) return;
    UniqueFd master(::fcntl(streams_.front()->source(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    keyboard_.emplace(io_, outer_->fd(), std::move(master), [this] { terminal_closed(); });
    look_at_foreground();
  }

  // ---- Output ----

  bool outlets_have_room() const {
    return std::all_of(streams_.begin(), streams_.end(),
                       [](const auto& stream) { return stream->outlet().has_room(); });
  }

  bool may_read(const JobStream& stream) const {
    const bool recorder_ready = !recording_ || recording_->has_room();
    return recorder_ready && stream.outlet().has_room();
  }

  void job_printed(JobStream& stream, std::string_view bytes) {
    if (recording_) recording_->output(stream.stream(), bytes, stream.last_output());
    if (request_.config.passthrough == Passthrough::None) return;
    if (rendering()) {
      stream.tail().printed(bytes);
    } else {
      stream.outlet().write(bytes);
    }
  }

  bool rendering() const {
    return rendering_lines() && recording_ && !recording_->given_up();
  }

  void pass_on_line(Stream stream, std::string_view line, bool continued) {
    JobStream* found = find(stream);
    if (found == nullptr || !rendering_lines()) return;
    found->outlet().write(line);
    if (!continued) found->outlet().write("\n");
  }

  bool rendering_lines() const {
    return request_.config.passthrough == Passthrough::Rendered && !interactive_;
  }

  /// No rendered lines will come for these bytes: they are passed on as they are.
  void pass_on_tails() {
    if (!rendering_lines()) return;
    for (const auto& stream : streams_) stream->outlet().write(stream->tail().take());
  }

  JobStream* find(Stream stream) {
    for (const auto& candidate : streams_) {
      if (candidate->stream() == stream) return candidate.get();
    }
    return nullptr;
  }

  void room_again() {
    for (const auto& stream : streams_) stream->resume();
    if (recording_) recording_->take_more();
    check_done();
  }

  void stream_ended(JobStream& stream) {
    if (recording_) recording_->stream_ended(stream.stream(), BootClock::now());
    check_drained();
  }

  /// The reader of our own stream is gone. What a program gets that writes into a closed pipe is SIGPIPE; one that writes
  /// to a pipe of ours gets it from the kernel as soon as we close our end.
  void reader_gone(JobStream& stream, int error) {
    if (error == EPIPE && stream.kind() == StreamKind::Pty && !interactive_ && phase_ == Phase::Running) {
      ::kill(job_, SIGPIPE);
    }
    if (interactive_) {
      terminal_closed();
    } else {
      boost::asio::post(io_, [this, &stream] {
        stream.close();
        stream.outlet().close();
        stream_ended(stream);
      });
    }
  }

  // ---- Signals ----

  void wait_for_signal() {
    signal_fd_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      while (const std::optional<SignalEvent> event = read_signal(signal_fd_.native_handle())) take(*event);
      route();
      if (phase_ != Phase::Done) wait_for_signal();
    });
  }

  void wait_for_sentinel() {
    sentinel_pipe_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      while (const std::optional<SignalEvent> event = sentinel_->next()) {
        if (!is_our_own(*event)) router_.seen_by_sentinel(*event, BootClock::now());
      }
      route();
      wait_for_sentinel();
    });
  }

  /// Sent by stop_group(), to stop what stands beside us.
  static bool is_our_own(const SignalEvent& event) { return event.code == SI_USER && event.sender == ::getpid(); }

  void take(const SignalEvent& event) {
    if (event.signal == SIGCHLD) return reap();
    if (is_our_own(event)) return;
    if (event.signal == SIGWINCH) resize();
    if (event.signal == SIGCONT) continued();
    // Our terminal changed its size, not the job's: the job's own terminal tells it.
    if (event.signal == SIGWINCH && interactive_ && event.code == SI_KERNEL) return;
    router_.received(event, BootClock::now());
  }

  void route() {
    for (const RoutedSignal& routed : router_.decided(BootClock::now())) hand_on(routed);
    const std::optional<Time> due = router_.next_due();
    if (!due) return;
    router_timer_.expires_after(std::max<std::chrono::nanoseconds>(*due - BootClock::now(), {}));
    router_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) route();
    });
  }

  void hand_on(const RoutedSignal& routed) {
    const int signal = routed.event.signal;
    if (phase_ != Phase::Running) return end_early(signal);
    const bool to_group = routed.reach == Reach::Group;
    if (!interactive_ && to_group && ::getpgid(job_) == ::getpgrp()) return;  // it has it already
    handed_on_ = signal;
    if (interactive_ && to_group) {
      ::kill(-job_, signal);
    } else if (routed.event.code == SI_QUEUE) {
      sigval value{};
      value.sival_int = routed.event.value;
      ::sigqueue(job_, signal, value);
    } else {
      ::kill(job_, signal);
    }
  }

  /// The job is gone and somebody wants us gone: its readers and the recorder are not waited for any longer.
  void end_early(int signal) {
    for (const int deadly : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
      if (signal == deadly) done();
    }
  }

  void reap() {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
      if (pid == job_ && !interactive_) {
        if (WIFSTOPPED(status)) {
          stop_beside_job(WSTOPSIG(status));
        } else {
          job_ended(ExitStatus::from_wait(status));
        }
      } else if (WIFSTOPPED(status)) {
        continue;  // a recorder that somebody stopped: the watch on it decides
      } else if (sentinel_ && pid == sentinel_->pid()) {
        router_.sentinel_gone();
        route();
      } else if (leader_ && pid == leader_->pid()) {
        leader_gone();
      } else if (recording_) {
        recording_->child_ended(pid, status);
      }
    }
  }

  void resize() {
    for (const auto& stream : streams_) {
      if (stream->kind() != StreamKind::Pty || !stream->open()) continue;
      const Result<Size> size = terminal_size(stream->outlet().fd());
      if (!size) continue;
      set_size(stream->source(), *size);
      if (recording_) recording_->resized(stream->stream(), *size, BootClock::now());
    }
  }

  // ---- The leader, stopping and continuing ----

  void wait_for_leader() {
    leader_socket_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      bool gone = false;
      while (const std::optional<LeaderReport> report = leader_->next(gone)) take(*report);
      if (!gone) return wait_for_leader();
      leader_gone();
    });
  }

  void take(const LeaderReport& report) {
    switch (report.what) {
      case LeaderReport::What::Started:
      case LeaderReport::What::Failed: break;  // Leader::start has dealt with them
      case LeaderReport::What::Stopped: stop_soon(report.stop_signal); break;
      case LeaderReport::What::Continued: job_stopped_ = false; break;
      case LeaderReport::What::Ended: job_ended(report.status); break;
    }
  }

  /// Somebody killed it: the kernel has hung up the job's session, and how the job ends is told to nobody.
  void leader_gone() {
    if (phase_ == Phase::Running) job_ended({0, SIGHUP});
  }

  void stop_soon(int signal) {
    job_stopped_ = true;
    stop_timer_.expires_after(kLastWords);
    stop_timer_.async_wait([this, signal](const boost::system::error_code& error) {
      if (!error && job_stopped_ && phase_ == Phase::Running) stop_group(signal);
    });
  }

  /// Interactive: the job has stopped, so our shell gets its terminal back and sees us stop.
  void stop_group(int signal) {
    keyboard_->pause();
    outer_->restore();
    if (signal != SIGSTOP) ::kill(0, signal);
    stop_self(signal);
    sigset_t pending;
    ::sigpending(&pending);
    // Not stopped, so nobody will continue us: our group is orphaned. Without logwrap the job would not have stopped.
    if (::sigismember(&pending, SIGCONT) == 0) continued();
  }

  /// Batch, at a terminal: the shell's ^Z has stopped the job, which shares our group; the shell waits for us to stop.
  /// Elsewhere nobody waits for that, and who continues the job may not think of us.
  void stop_beside_job(int signal) {
    if (signal == SIGSTOP || !has_controlling_terminal()) return;
    stop_self(signal);
  }

  void continued() {
    if (!interactive_ || phase_ != Phase::Running) return;
    resize();
    look_at_foreground();
    if (job_stopped_) leader_->continue_job();
    job_stopped_ = false;
  }

  void look_at_foreground() {
    if (phase_ != Phase::Running) return;
    if (outer_->in_foreground()) {
      outer_->make_raw();
      keyboard_->resume();
      return;
    }
    keyboard_->pause();
    outer_->lost();
    foreground_timer_.expires_after(kForegroundLook);
    foreground_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) look_at_foreground();
    });
  }

  /// Our terminal was closed. The job's is closed with it: the leader then hangs up the job, as a shell would have.
  void terminal_closed() {
    boost::asio::post(io_, [this] {
      if (keyboard_) keyboard_->close();
      for (const auto& stream : streams_) {
        stream->close();
        stream_ended(*stream);
      }
    });
  }

  // ---- Ending ----

  void job_ended(const ExitStatus& status) {
    if (phase_ != Phase::Running) return;
    phase_ = Phase::Draining;
    status_ = status;
    ended_ = BootClock::now();
    job_ends_.clear();  // the interactive job's slave: from here on its last holder's end is the output's end
    if (keyboard_) keyboard_->close();
    foreground_timer_.cancel();
    stop_timer_.cancel();
    check_drained();
  }

  void check_drained() {
    if (phase_ != Phase::Draining) return;
    const Time now = BootClock::now();
    Time quiet_since = ended_;
    bool open = false;
    bool held_up = false;
    for (const auto& stream : streams_) {
      if (!stream->open()) continue;
      open = true;
      held_up = held_up || !may_read(*stream);
      quiet_since = std::max(quiet_since, stream->last_output());
    }
    const Time until = std::min(ended_ + request_.config.linger, quiet_since + kQuiet);
    if (!open || (now >= until && !held_up)) return finish();
    drain_timer_.expires_after(std::max<std::chrono::nanoseconds>(until - now, std::chrono::milliseconds(20)));
    drain_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) check_drained();
    });
  }

  bool anything_left_behind() const {
    return std::any_of(streams_.begin(), streams_.end(), [](const auto& stream) { return stream->open(); });
  }

  void finish() {
    phase_ = Phase::Finishing;
    drain_timer_.cancel();
    if (!recording_) return check_done();
    const std::uint8_t left_behind = anything_left_behind() ? 1 : 0;
    recording_->finish({status_.code, status_.signal, left_behind}, BootClock::now());
  }

  void check_done() {
    if (phase_ != Phase::Finishing) return;
    const bool written = std::all_of(streams_.begin(), streams_.end(),
                                     [](const auto& stream) { return stream->outlet().idle(); });
    if (written && (!recording_ || recording_->finished())) done();
  }

  void done() {
    phase_ = Phase::Done;
    io_.stop();
  }

  void leave() {
    std::vector<Leftover> leftovers;
    for (const auto& stream : streams_) {
      const bool passed_on = request_.config.passthrough != Passthrough::None;
      if (stream->open()) leftovers.push_back({stream->source(), passed_on ? stream->outlet().fd() : -1});
    }
    const int kept = leader_ ? leader_->socket() : -1;
    if (leader_) leader_->dismiss();
    if (!leftovers.empty()) pass_through_detached(leftovers, {&kept, 1});
    if (!outer_) return;
    const bool had_terminal = outer_->in_foreground();
    outer_->restore();
    // The shell's loop is to end as it would have if the typed ^C had reached the whole group.
    const bool typed = (status_.signal == SIGINT || status_.signal == SIGQUIT) && handed_on_ != status_.signal;
    if (typed && had_terminal) ::kill(0, status_.signal);
  }

  /// One line for the user. In raw mode a line feed alone would not go back to the left edge.
  void say(const std::string& text) {
    const bool raw = outer_ && outer_->is_raw();
    const std::string line = (raw ? "\r" : "") + ("logwrap: " + printable(text, Tabs::Escape)) + (raw ? "\r\n" : "\n");
    JobStream* stream = find(Stream::Stderr);
    if (stream == nullptr && interactive_) stream = find(Stream::Stdout);
    if (stream != nullptr) {
      stream->outlet().write(line);
    } else {
      (void)write_some(STDERR_FILENO, line);
    }
  }

  boost::asio::io_context io_{1};
  const PumpRequest& request_;
  const OriginalSignals& signals_;
  std::vector<int> inherited_;
  Phase phase_ = Phase::Running;
  ExitStatus status_;
  Time ended_;
  pid_t job_ = -1;
  int handed_on_ = 0;  ///< the last signal that was handed on
  bool interactive_ = false;
  bool job_stopped_ = false;
  std::vector<RecordedStream> recorded_;
  std::vector<UniqueFd> job_ends_;
  std::vector<std::unique_ptr<JobStream>> streams_;
  std::optional<OuterTerminal> outer_;
  std::optional<Keyboard> keyboard_;
  std::optional<Sentinel> sentinel_;
  std::optional<Leader> leader_;
  std::unique_ptr<Recording> recording_;
  SignalRouter router_;
  Descriptor signal_fd_;
  Descriptor sentinel_pipe_;
  Descriptor leader_socket_;
  boost::asio::steady_timer router_timer_;
  boost::asio::steady_timer drain_timer_;
  boost::asio::steady_timer foreground_timer_;
  boost::asio::steady_timer stop_timer_;
};

}  // namespace

ExitStatus run_pump(const PumpRequest& request, const OriginalSignals& signals) {
  Pump pump(request, signals, descriptors_above_stdio());
  return pump.run();
}

}  // namespace logwrap
