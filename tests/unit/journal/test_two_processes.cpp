#include <sys/wait.h>

#include <chrono>

#include "lib/base/syscall.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

using State = JournalReader::State;
using Writer = JournalReader::Writer;

namespace {

constexpr int kLines = 20000;

/// Runs in a child: writes with small segments and flushes, and either finishes or is killed.
[[noreturn]] void write_lines(const Fixture& fixture, bool die) {
  JournalLimits limits;
  limits.segment = 64 * 1024;
  JournalWriter writer = JournalWriter::open(fixture.run(), {limits, {}}).value();
  for (int i = 1; i <= kLines; ++i) {
    writer.append(line(std::to_string(i) + std::string(static_cast<std::size_t>(i) % 97, 'x')));
    if (i % 13 == 0 && !writer.flush()) ::_exit(1);
  }
  if (die) ::raise(SIGKILL);
  ::_exit(writer.flush() ? 0 : 1);
}

/// Reads until the writer has gone; the lines must come in order, whole and once.
int read_while_it_grows(const Run& run, pid_t child) {
  JournalReader reader(run);
  int expected = 1;
  Writer writer = Writer::Alive;
  while (true) {
    switch (reader.next(writer)) {
      case State::Record:
        REQUIRE(std::stoi(reader.record().line) == expected);
        ++expected;
        break;
      case State::Note:
        FAIL(describe(reader.note()));
        break;
      case State::Passed:
        break;
      case State::Wait: {
        siginfo_t ended{};
        REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0);
        if (ended.si_pid == child) writer = Writer::Gone;
        break;
      }
      case State::End:
        return expected - 1;
    }
  }
}

}  // namespace

TEST_CASE("a reader in another process sees every line of a growing journal once and in order", "[processes]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) write_lines(fixture, false);
  CHECK(read_while_it_grows(run, child) == kLines);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(std::filesystem::exists(fixture.segment(5)));
}

TEST_CASE("what a killed writer had flushed is read, and its lock is free", "[processes]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) write_lines(fixture, true);
  CHECK(read_while_it_grows(run, child) == kLines / 13 * 13);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(!run.is_locked());
}

TEST_CASE("a run is running while its recorder or its pump lives, and lost when both are dead", "[processes]") {
  Fixture fixture;
  const PipeEnds ready = make_pipe().value();
  const pid_t pump = ::fork();
  REQUIRE(pump >= 0);
  if (pump == 0) {
    fixture.info.pump = identity_of(::getpid());
    const Run run = fixture.run();
    if (!write_all(ready.write.get(), "r")) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(read_some(ready.read.get(), &byte, 1).bytes == 1);
  const Run run = Run::open(fixture.state, fixture.info.id).value();
  RunInfo info = run.read_info().value();
  CHECK(info.pump.pid == pump);
  CHECK(liveness(run, info) == Liveness::Running);
  REQUIRE(::kill(pump, SIGKILL) == 0);
  siginfo_t ended{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pump), &ended, WEXITED | WNOWAIT) == 0);
  CHECK(liveness(run, info) == Liveness::Lost);  // dead, though not yet reaped
  REQUIRE(::waitpid(pump, nullptr, 0) == pump);
  CHECK(liveness(run, info) == Liveness::Lost);
  {
    const auto lock = run.lock().value();
    CHECK(liveness(run, info) == Liveness::Running);
  }
  info.end = 1;
  CHECK(liveness(run, info) == Liveness::Finished);
}
