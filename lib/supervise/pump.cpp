#include "lib/supervise/pump.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <exception>
#include <memory>
#include <optional>

#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/supervise/adopt.hpp"
#include "lib/supervise/alarm.hpp"
#include "lib/supervise/job_control.hpp"
#include "lib/supervise/job_output.hpp"
#include "lib/supervise/job_usage.hpp"
#include "lib/supervise/kill_wait.hpp"
#include "lib/supervise/outer_run.hpp"
#include "lib/supervise/own_descriptors.hpp"
#include "lib/supervise/shipping.hpp"
#include "lib/supervise/signal_intake.hpp"
#include "lib/supervise/spawn.hpp"

namespace logwrap {

namespace {

/// After the job's end: so long without output, and who still holds it is taken to be in the background for good.
constexpr std::chrono::milliseconds kQuiet{200};
/// What our own processes get to end before the job takes our place.
constexpr std::chrono::seconds kChildrenEnd{1};

std::string cannot_run(const std::string& command, int error) {
  return "cannot run " + quoted_word(command) + ": " + std::generic_category().message(error);
}

bool has_controlling_terminal() {
  return UniqueFd(::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)).valid();
}

class Pump {
 public:
  Pump(const PumpRequest& request, const OriginalSignals& signals, InheritedFds inherited)
      : request_(request),
        signals_(signals),
        inherited_(std::move(inherited)),
        kill_wait_(request.kill_wait),
        output_(io_, request.config, output_handlers()),
        intake_(io_, request.adopted ? SignalRouter::kLongWait : SignalRouter::kWait, signal_handlers()),
        drain_alarm_(io_) {}

  /// All that is needed to see the job to its end, and then the job. An Error: something of it is not to be had, and
  /// the job was not started.
  Result<void> start() {
    open_streams(plan_stdio(inherited_.stdio, request_.config.pty));
    start_recording();
    if (Result<void> started = intake_.start(); !started) return started;
    return start_job();
  }
  [[nodiscard]] bool job_was_started() const { return job_ > 0; }

  /// After start().
  ExitStatus run() {
    start_shipping();
    for (const int fd : inherited_.others) ::close(fd);
    if (phase_ == Phase::Running && control_) control_->begin(output_.streams().front()->source());
    output_.resume();
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
    Shipping,   ///< all is recorded; Loki gets the rest
    Done,
  };

  [[nodiscard]] bool interactive() const { return control_.has_value(); }

  // ---- Starting ----

  void open_streams(const StdioPlan& plan) {
    if (request_.adopted && !request_.record) return;  // it has streams of its own
    Result<JobIo> io = open_job_io(plan, request_.config);
    if (!io) {
      say("no pipe to be had for the job's output (" + describe(io.error()) + "): running it without logging");
      return;
    }
    if (io->outer) control_.emplace(io_, std::move(*io->outer), control_handlers());
    for (OpenedStream& opened : io->streams) {
      recorded_.push_back({opened.stream, opened.size,
                           io->interactive ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed});
      job_ends_.push_back({opened.stream, std::move(opened.job_end)});
    }
    output_.open(*io);
    if (io->fallback.empty()) return;
    say("no terminal for the job (" + io->fallback + "): using pipes, progress bars may look different");
    set_for_job("PYTHONUNBUFFERED", "1", 0);
  }

  JobOutput::Handlers output_handlers() {
    return {[this] { check_drained(); }, [this] { check_done(); },
            [this](JobStream& stream, int error) { reader_gone(stream, error); },
            [this](JobStream& stream, int error) { output_lost(stream, error); }};
  }

  void start_recording() {
    if (!request_.record || recorded_.empty()) return;
    Result<SharedPageMap> page = SharedPageMap::make();
    if (!page) return say("not recording: " + describe(page.error()));
    RecorderSetup setup{
        request_.run_id,           request_.argv,  ::getpid(),
        ClockAnchor::take(),       recorded_,      output_.passes_lines_on() ? Passthrough::Rendered : Passthrough::Raw,
        !request_.shipper.empty(), request_.config};
    recording_ = std::make_unique<Recording>(io_, std::move(*page), std::move(setup), recording_handlers());
    output_.record_with(recording_.get());
    recording_->start();
  }

  Recording::Handlers recording_handlers() {
    return {
        [this] {
          output_.resume();
          check_done();
        },
        [this] { return output_.drained(); },
        [this] { return output_.passes_lines_on() && !output_.has_room(); },
        [this](const std::string& text) { say(text); },
        [this](Stream stream, std::string_view line, bool continued) { output_.pass_on_line(stream, line, continued); },
        [this](Stream stream, std::uint64_t bytes) { output_.rendered(stream, bytes); },
        [this] { output_.pass_on_tails(); },
        [this] { check_done(); }};
  }

  /// For the job: by inheritance, or told to the one that was adopted, whose environment is not ours.
  void set_for_job(const char* name, const std::string& value, int overwrite) {
    if (overwrite == 0 && ::getenv(name) != nullptr) return;
    if (request_.adopted) {
      told_.emplace_back(name, value);
    } else {
      ::setenv(name, value.c_str(), 1);
    }
  }

  void set_environment() {
    if (request_.adopted && !recording_) return;
    set_for_job("LOGWRAP_RUN_ID", request_.run_id, 1);
    set_for_job(kPumpVariable, own_pump_mark(), 1);
    // A pager would believe in the pty and wait for keys that nobody can type.
    const bool made_up_terminal = !interactive() && inherited_.stdio[0].kind != FdKind::Terminal;
    if (!made_up_terminal) return;
    set_for_job("PAGER", "cat", 0);
    set_for_job("GIT_PAGER", "cat", 0);
  }

  Result<void> start_job() {
    set_environment();
    if (request_.adopted) {
      start_adopted();
      return {};
    }
    const Result<pid_t> job =
        interactive() ? control_->start(request_.argv, job_ends_.front().fd.get(), signals_) : start_beside_sentinel();
    // An interactive job's slave stays open here, until its end: the last of its holders may come and go before.
    if (!interactive()) job_ends_.clear();
    if (job) {
      job_ = *job;
      if (recording_) recording_->job_started(job_);
      return {};
    }
    const int error = job.error().code.value();
    if (!job.error().message.empty()) return job.error();
    // Where exec finds too many processes or too little memory, it may not without ours.
    if (error == EAGAIN || error == ENOMEM) return errno_error("cannot execute the command beside logwrap", error);
    say(cannot_run(request_.argv.front(), error));
    job_ended(ExitStatus::of_exec_error(error));
    return {};
  }

  void start_adopted() {
    job_ = request_.adopted->job;
    if (recording_) recording_->job_started(job_);
    if (const Result<void> started = let_start(*request_.adopted, job_ends_, told_); !started) {
      say("not recording: " + describe(started.error()));
    }
    job_ends_.clear();
    reap();  // it may have ended before its end could be told to us
  }

  Result<pid_t> start_beside_sentinel() {
    SpawnRequest spawn_request{request_.argv, {}, -1, &signals_};
    for (const JobEnd& end : job_ends_) {
      (end.stream == Stream::Stdout ? spawn_request.stdio.out : spawn_request.stdio.err) = end.fd.get();
    }
    return spawn(spawn_request);
  }

  /// After the job: it needs nothing that a shipper could be late for.
  void start_shipping() {
    if (request_.shipper.empty() || !recording_) return;
    const Shipping::Handlers handlers{[this](const std::string& text) { say(text); }, [this] { shipping_is_over(); }};
    shipping_.emplace(io_, request_.shipper, signals_, handlers);
    shipping_->start();
  }

  // ---- Signals ----

  SignalIntake::Handlers signal_handlers() {
    return {[this] { reap(); }, [this](const SignalEvent& event) { return received(event); },
            [this](const RoutedSignal& routed) { hand_on(routed); }};
  }

  bool received(const SignalEvent& event) {
    if (event.signal == SIGWINCH || event.signal == SIGCONT) resize();
    // A second CONT, and a late one, would continue a job that ^Z has stopped again.
    if (event.signal == SIGCONT && control_ && control_->continued()) return false;
    if (event.signal == SIGTERM) told_to_end(event);
    if (phase_ == Phase::Running && may_end_a_job(event.signal)) sender_ = sender_of(event);
    // Our terminal changed its size, not the job's: the job's own terminal tells it.
    return event.signal != SIGWINCH || !interactive() || event.code != SI_KERNEL;
  }

  void told_to_end(const SignalEvent& event) {
    kill_wait_.told_to_end(event.time);
    if (recording_ && phase_ == Phase::Running) recording_->told_to_end(event);
  }

  void hand_on(const RoutedSignal& routed) {
    const int signal = routed.event.signal;
    if (phase_ != Phase::Running) return hurry(routed.event);
    if (signal == SIGHUP && std::exchange(hung_up_, false)) return;
    const bool to_group = routed.reach == Reach::Group;
    if (!interactive() && to_group && ::getpgid(job_) == ::getpgrp()) return;  // it has it already
    handed_on_ = signal;
    if (interactive() && to_group && job_ > 0) {
      ::kill(-job_, signal);
    } else {
      send_on(job_, routed.event);
    }
  }

  /// The job is gone and somebody wants us gone: no survivor, no reader and no Loki is waited for any longer, and at
  /// the second time not the recorder either, which until then gets what the job has printed before its end. A signal
  /// that was meant for the job, and ended it, does not count.
  void hurry(const SignalEvent& event) {
    const std::array deadly{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    if (std::ranges::find(deadly, event.signal) == deadly.end() || event.time <= ended_) return;
    if (std::exchange(ended_by_, 0) == event.signal) return;
    if (std::exchange(hurried_, true) || phase_ == Phase::Shipping) return done();
    check_drained();
    check_done();
  }

  void reap() {
    int status = 0;
    rusage usage{};
    pid_t pid = 0;
    while ((pid = ::wait4(-1, &status, WNOHANG | WUNTRACED, &usage)) > 0) {
      if (pid == job_ && !interactive()) {
        if (WIFSTOPPED(status)) {
          stop_beside_job(WSTOPSIG(status));
        } else {
          job_ended(ExitStatus::from_wait(status), usage_of(usage));
        }
      } else if (WIFSTOPPED(status)) {
        continue;  // a recorder that somebody stopped: the watch on it decides
      } else if (!intake_.child_ended(pid) && !(control_ && control_->child_ended(pid)) &&
                 !(shipping_ && shipping_->child_ended(pid, status)) && recording_) {
        recording_->child_ended(pid, status);
      }
    }
  }

  /// In batch the kernel's WINCH has reached the job as well as us, most likely before its own terminal had the new
  /// size.
  void resize() {
    bool changed = false;
    for (const auto& stream : output_.streams()) {
      if (stream->kind() != StreamKind::Pty || !stream->open()) continue;
      const Result<Size> size = terminal_size(stream->outlet().fd());
      const Result<Size> before = terminal_size(stream->source());
      if (!size || (before && *before == *size)) continue;
      set_size(stream->source(), *size);
      changed = true;
      if (recording_) recording_->resized(stream->stream(), *size, BootClock::now());
    }
    if (changed && !interactive()) ::kill(0, SIGWINCH);
  }

  // ---- At a terminal ----

  JobControl::Handlers control_handlers() {
    return {[this](const ExitStatus& status, const JobUsage& usage) { job_ended(status, usage); },
            [this] { terminal_closed(); }};
  }

  /// Batch, at a terminal: the shell's ^Z has stopped the job, which shares our group; the shell waits for us to stop.
  /// Elsewhere nobody waits for that, and who continues the job may not think of us.
  static void stop_beside_job(int signal) {
    if (signal == SIGSTOP || !has_controlling_terminal()) return;
    stop_self(signal);
  }

  /// Our terminal was closed, and the job's is closed with it. The kernel tells that to a session's leader, and ours is
  /// not the job. It is to hear of it before its writes fail, not when the HUP has been routed that comes to us.
  void terminal_closed() {
    if (phase_ == Phase::Running && handed_on_ != SIGHUP) {
      ::kill(-job_, SIGHUP);
      handed_on_ = SIGHUP;
      hung_up_ = true;
    }
    boost::asio::post(io_, [this] {
      control_->hang_up();
      for (const auto& stream : output_.streams()) output_.end(*stream);
    });
  }

  /// The reader of our own stream is gone. What a program gets that writes into a closed pipe is SIGPIPE; one that
  /// writes to a pipe of ours gets it from the kernel as soon as we close our end. A terminal that is closed over a job
  /// in the background tells that to nobody but who writes to it: what the job prints from there on is recorded only.
  void reader_gone(JobStream& stream, int error) {
    if (interactive() && !control_->is_raw()) return;
    if (interactive()) return terminal_closed();
    if (error == EPIPE && stream.kind() == StreamKind::Pty && phase_ == Phase::Running) signal_process(job_, SIGPIPE);
    boost::asio::post(io_, [this, &stream] {
      stream.outlet().close();
      output_.end(stream);
      output_.resume();  // what waited for room in this one does not any more
    });
  }

  /// Alone the job would have been told by its own write; and of a limit that it has reached by SIGXFSZ, of which most
  /// programs die.
  void output_lost(JobStream& stream, int error) {
    if (error == EFBIG && phase_ == Phase::Running) signal_process(job_, SIGXFSZ);
    if (std::exchange(said_lost_.at(static_cast<std::size_t>(stream.stream())), true)) return;
    say("cannot write " + std::string(name(stream.stream())) + " (" + std::generic_category().message(error) +
        "): what is printed meanwhile is missing there");
  }

  // ---- Ending ----

  void job_ended(const ExitStatus& status, const JobUsage& usage = {}) {
    if (phase_ != Phase::Running) return;
    usage_ = usage;
    phase_ = Phase::Draining;
    status_ = status;
    ended_by_ = status.signal;
    ended_ = BootClock::now();
    for (const auto& stream : output_.streams()) stream->job_ended();
    if (recording_) recording_->job_ended();
    intake_.job_ended();
    if (control_) control_->job_ended();
    job_ends_.clear();  // the interactive job's slave: from here on its last holder's end is the output's end
    check_drained();
  }

  void check_drained() {
    if (phase_ != Phase::Draining) return;
    const Time now = BootClock::now();
    Time quiet_since = ended_;
    bool held_up = false;
    bool recorder_waits = false;  // for something that no reader of ours keeps from being read
    for (const auto& stream : output_.streams()) {
      if (!stream->open()) continue;
      held_up = held_up || !output_.may_read(*stream) || stream->has_backlog();
      recorder_waits = recorder_waits || (stream->has_backlog() && stream->outlet().has_room());
      quiet_since = std::max(quiet_since, stream->last_output());
    }
    const Time until = std::min(ended_ + kill_wait_.at_most(request_.config.linger, ended_), quiet_since + kQuiet);
    if (!output_.any_open() || (hurried_ && !recorder_waits) || (now >= until && !held_up)) return finish();
    constexpr std::chrono::milliseconds kLookAgain{20};
    const std::chrono::nanoseconds wait = hurried_ ? kLookAgain : until - now;
    drain_alarm_.set(std::max<std::chrono::nanoseconds>(wait, kLookAgain), [this] { check_drained(); });
  }

  void finish() {
    phase_ = Phase::Finishing;
    drain_alarm_.stop();
    if (!recording_) return check_done();
    const std::uint8_t left_behind = output_.any_open() ? 1 : 0;
    recording_->finish({status_.code, status_.signal, left_behind, usage_, sender_}, BootClock::now());
  }

  void check_done() {
    if (phase_ != Phase::Finishing) return;
    if ((hurried_ || output_.all_written()) && (!recording_ || recording_->finished())) ship_the_rest();
  }

  void ship_the_rest() {
    const std::chrono::milliseconds time = kill_wait_.at_most(request_.config.drain, BootClock::now());
    if (hurried_ && shipping_) say_what_is_left();
    if (hurried_ || !shipping_ || recording_->records() == 0 || time.count() == 0) return done();
    phase_ = Phase::Shipping;
    if (control_) control_->give_terminal_back();  // so that ^C ends this, too
    shipping_->drain(time);
  }

  void shipping_is_over() {
    if (phase_ == Phase::Shipping) done();
  }

  void say_what_is_left() {
    const std::uint64_t records = recording_->records();
    const std::uint64_t left = records - std::min(records, shipping_->settled());
    if (left == 0) return;
    say(std::to_string(left) + (left == 1 ? " record is" : " records are") + " not sent to Loki yet: `logwrap ship " +
        request_.run_id + "` sends what is left");
  }

  void done() {
    if (phase_ == Phase::Shipping) say_what_is_left();
    phase_ = Phase::Done;
    io_.stop();
  }

  void leave() {
    const std::vector<Leftover> leftovers = output_.leftovers();
    const int kept = control_ ? control_->leader_socket() : -1;
    if (!leftovers.empty()) pass_through_detached(leftovers, {&kept, 1});
    if (!control_) return;
    const bool had_terminal = control_->leave();
    // The shell's loop is to end as it would have if the typed ^C had reached the whole group.
    const bool typed = (status_.signal == SIGINT || status_.signal == SIGQUIT) && handed_on_ != status_.signal;
    if (typed && had_terminal) ::kill(0, status_.signal);
  }

  /// One line for the user. In raw mode a line feed alone would not go back to the left edge.
  void say(const std::string& text) {
    const bool raw = control_ && control_->is_raw();
    const std::string line = (raw ? "\r" : "") + ("logwrap: " + printable(text, Tabs::Escape)) + (raw ? "\r\n" : "\n");
    JobStream* stream = output_.find(Stream::Stderr);
    if (stream == nullptr && interactive()) stream = output_.find(Stream::Stdout);
    if (stream != nullptr) {
      stream->outlet().write(line);
    } else {
      (void)write_some(STDERR_FILENO, line);
    }
  }

  boost::asio::io_context io_{1};
  const PumpRequest& request_;
  const OriginalSignals& signals_;
  InheritedFds inherited_;
  Phase phase_ = Phase::Running;
  ExitStatus status_;
  Time ended_;
  pid_t job_ = -1;
  JobUsage usage_;
  SignalSender sender_;   ///< of the last signal that may end the job
  int handed_on_ = 0;     ///< the last signal that was handed on
  int ended_by_ = 0;      ///< the signal that ended the job; 0 once it came to us, too
  bool hung_up_ = false;  ///< the job has heard that our terminal was closed; the HUP that says so may still come to us
  bool hurried_ = false;
  std::array<bool, 3> said_lost_{};  ///< by stream: that what is printed cannot be written
  std::vector<RecordedStream> recorded_;
  std::vector<JobEnd> job_ends_;
  std::vector<Assignment> told_;  ///< variables that an adopted job is to set
  KillWait kill_wait_;
  JobOutput output_;
  std::optional<JobControl> control_;  ///< where the job is at a terminal
  std::unique_ptr<Recording> recording_;
  std::optional<Shipping> shipping_;  ///< where Loki is configured
  SignalIntake intake_;
  Alarm drain_alarm_;
};

/// Our children would be the job's, which may wait for all of its own. They end when nobody can send them anything
/// more; a recorder that hangs in the disk stays.
void await_children() {
  const Time until = BootClock::now() + kChildrenEnd;
  while (::waitpid(-1, nullptr, WNOHANG) >= 0 && BootClock::now() < until) ::poll(nullptr, 0, 1);
}

/// Something is not to be had without which we would not see the job to its end (a process, memory, a system call that
/// a container forbids): alone the job would have run. Returns only for a job that was adopted, or cannot be executed.
ExitStatus run_unsupervised(const PumpRequest& request, const OriginalSignals& signals, const Error& why) {
  const auto say = [](const std::string& text) {
    (void)write_some(STDERR_FILENO, "logwrap: " + printable(text, Tabs::Escape) + "\n");
  };
  say("not recording: " + describe(why) + ". The job runs all the same.");
  if (request.adopted) {
    (void)let_start(*request.adopted, {}, {});
    int status = 0;
    while (::waitpid(request.adopted->job, &status, 0) < 0 && errno == EINTR) {
    }
    return ExitStatus::from_wait(status);
  }
  await_children();
  ::unsetenv("LOGWRAP_RUN_ID");
  ::unsetenv(kPumpVariable);
  const int error = become(request.argv, signals);
  say(cannot_run(request.argv.front(), error));
  return ExitStatus::of_exec_error(error);
}

/// What a library throws counts as any other error.
Result<void> start(std::unique_ptr<Pump>& pump, const PumpRequest& request, const OriginalSignals& signals,
                   InheritedFds inherited) {
  try {
    pump = std::make_unique<Pump>(request, signals, std::move(inherited));
    return pump->start();
  } catch (const std::exception& error) {
    if (pump && pump->job_was_started()) throw;
    const auto* asio = dynamic_cast<const boost::system::system_error*>(&error);
    return errno_error("cannot watch over the job", asio != nullptr ? asio->code().value() : ENOMEM);
  }
}

}  // namespace

ExitStatus run_pump(const PumpRequest& request, const OriginalSignals& signals) {
  ::prctl(PR_SET_DUMPABLE, 0);  // as the recorder; the job's own exec sets it back
  InheritedFds inherited = take_inherited_fds();
  if (request.adopted) std::erase(inherited.others, request.adopted->talk.get());
  std::unique_ptr<Pump> pump;
  const Result<void> started = start(pump, request, signals, std::move(inherited));
  if (started) return pump->run();
  pump.reset();
  return run_unsupervised(request, signals, started.error());
}

}  // namespace logwrap
