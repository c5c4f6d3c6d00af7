#include "lib/journal/run_end.hpp"

#include <csignal>
#include <cstring>

#include "lib/journal/events.hpp"
#include "lib/journal/run_info.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

const RunStatus kKilled{RunStatus::State::Signaled, SIGKILL};
const RunStatus kTerminated{RunStatus::State::Signaled, SIGTERM};

RunStatus exited(int code) {
  return {RunStatus::State::Exited, code};
}

SignalSender slurmstepd() {
  SignalSender sender;
  sender.signal = SIGTERM;
  sender.pid = 4711;
  std::strcpy(sender.name.data(), "slurmstepd");
  return sender;
}

const Event::Value* field(const Record& record, const std::string& key) {
  for (const auto& [name, value] : record.event->fields) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string text(const Record& record, const std::string& key) {
  const Event::Value* value = field(record, key);
  return value == nullptr ? "none" : std::get<std::string>(*value);
}

}  // namespace

TEST_CASE("a run that did not fail needs no cause", "[run_end]") {
  RunEnd end;
  end.oom_kills = 1;
  end.last_error = "ERROR: but it went on";
  CHECK(cause_of(exited(0), end).empty());
  CHECK(cause_of({}, end).empty());
  CHECK(cause_of(exited(1), {}).empty());
  CHECK(cause_of(kKilled, {}).empty());
}

TEST_CASE("want of memory explains more than a signal or an error", "[run_end]") {
  RunEnd end;
  end.oom_kills = 1;
  end.sender = slurmstepd();
  end.last_error = "RuntimeError: DataLoader worker is killed";
  CHECK(cause_of(kKilled, end) == "out of memory");
  CHECK(cause_of(exited(1), end) == "out of memory");
}

TEST_CASE("who sent the signal that ended the job is its cause, whether it was caught or not", "[run_end]") {
  RunEnd end;
  end.sender = slurmstepd();
  CHECK(cause_of(kTerminated, end) == "sent by slurmstepd (pid 4711, uid 0)");
  CHECK(cause_of(exited(143), end) == "after SIGTERM, sent by slurmstepd (pid 4711, uid 0)");
  CHECK(cause_of(kKilled, end).empty());  // that was another signal
  end.sender.name = {};
  CHECK(describe(end.sender) == "sent by pid 4711, uid 0");
  end.sender.pid = 0;
  CHECK(describe(end.sender) == "sent from outside of this pid namespace");
  end.sender.from = SignalSender::From::Terminal;
  CHECK(describe(end.sender) == "typed at the terminal");
}

TEST_CASE("a job that exits fails of its last error, cut to a gist", "[run_end]") {
  RunEnd end;
  end.last_error = "RuntimeError: CUDA out of memory";
  CHECK(cause_of(exited(1), end) == end.last_error);
  end.last_error += std::string(1000, 'x');
  CHECK(cause_of(exited(1), end).size() < 200);
}

TEST_CASE("memory is said in a unit that fits", "[run_end]") {
  CHECK(format_kib(1536) == "1.5 MiB");
  CHECK(format_kib(123 * 1024) == "123 MiB");
  CHECK(format_kib(3355443) == "3.2 GiB");
}

TEST_CASE("the closing record says how the run ended, to people and to programs", "[run_end]") {
  RunInfo info;
  info.start = 1'000'000'000;
  info.end = 726'000'000'000;
  info.status = kKilled;
  info.cause = "out of memory";
  info.usage = {60'000, 2'000, 3355443};
  info.counts.committed = info.counts.recorded = 3;
  RunEnd end;
  end.oom_kills = 2;
  end.sender = slurmstepd();
  end.last_lines[0] = {"step 1", "step 2"};
  end.screen[1] = {"45%|####"};
  const Record record = end_event(info, end, 9);
  CHECK(record.line ==
        "ended: killed by SIGKILL, 3 lines recorded; out of memory; took 12m05s, 1m02s of processor time, "
        "3.2 GiB in its largest process");
  CHECK(text(record, "signal_name") == "SIGKILL");
  CHECK(text(record, "cause") == "out of memory");
  CHECK(text(record, "last_signal") == "SIGTERM");
  CHECK(text(record, "last_signal_from") == "sent by slurmstepd (pid 4711, uid 0)");
  CHECK(text(record, "last_stdout") == "step 1\nstep 2");
  CHECK(text(record, "last_stderr") == "none");
  CHECK(text(record, "screen_stderr") == "45%|####");
  CHECK(std::get<std::int64_t>(*field(record, "oom_kills")) == 2);
  CHECK(std::get<std::int64_t>(*field(record, "duration_ms")) == 725'000);
}

TEST_CASE("the first record says what runs where, and where it is recorded", "[run_end]") {
  RunInfo info;
  info.id = "run-1";
  info.argv = {"python", "train me.py"};
  info.host = "n01";
  info.labels = {{"job_id", "4711"}};
  const Record record = start_event(info, "/state/runs/run-1", 1);
  CHECK(record.line == "started: python 'train me.py'");
  CHECK(text(record, "journal") == "/state/runs/run-1");
  CHECK(text(record, "label_job_id") == "4711");
  CHECK(text(record, "logwrap") != "none");
}

TEST_CASE("cause and usage come back from run.json", "[run_end]") {
  RunInfo info;
  info.id = "run-1";
  info.status = kKilled;
  info.cause = "out of memory";
  info.usage = {1, 2, 3};
  const Result<RunInfo> back = parse_run_info(to_json(info));
  REQUIRE(back);
  CHECK(back->cause == info.cause);
  CHECK(back->usage == info.usage);
}
