// Real processes: spawn, ExitStatus, Pty.
#include "lib/supervise/spawn.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>

#include "lib/base/syscall.hpp"
#include "lib/supervise/exit_status.hpp"
#include "lib/supervise/pty.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

const OriginalSignals& original_signals() {
  static const OriginalSignals signals = OriginalSignals::block_all();
  return signals;
}

struct Ended {
  ExitStatus status;
  std::string output;
};

std::string read_to_end(int fd) {
  std::string all;
  std::array<char, 4096> buffer{};
  while (true) {
    const Transfer read = read_some(fd, buffer.data(), buffer.size());
    if (read.state != Transfer::State::Done) return all;
    all.append(buffer.data(), read.bytes);
  }
}

/// Runs a command with its stdout on a pipe.
Result<Ended> run(const std::vector<std::string>& argv) {
  Result<PipeEnds> pipe = make_pipe();
  const SpawnRequest request{argv, {Stdio::kInherit, pipe->write.get(), Stdio::kInherit}, -1, &original_signals()};
  const Result<pid_t> pid = spawn(request);
  if (!pid) return pid.error();
  pipe->write.reset();
  Ended ended;
  ended.output = read_to_end(pipe->read.get());
  int status = 0;
  ::waitpid(*pid, &status, 0);
  ended.status = ExitStatus::from_wait(status);
  return ended;
}

struct TemporaryDirectory {
  TemporaryDirectory() { path = ::mkdtemp(name.data()); }
  ~TemporaryDirectory() { (void)!std::system(("rm -rf " + path).c_str()); }
  std::string name = "/tmp/logwrap-test-XXXXXX";
  std::string path;
};

}  // namespace

TEST_CASE("a command's output and exit status arrive", "[spawn]") {
  const Result<Ended> ended = run({"sh", "-c", "echo out; exit 7"});
  REQUIRE(ended);
  CHECK(ended->output == "out\n");
  CHECK(ended->status == ExitStatus{7, 0});
}

TEST_CASE("death by a signal is told from an exit status above 128", "[spawn]") {
  CHECK(run({"sh", "-c", "kill -TERM $$"})->status == ExitStatus{0, SIGTERM});
  CHECK(run({"sh", "-c", "exit 143"})->status == ExitStatus{143, 0});
}

TEST_CASE("a command that is not there fails with its reason and leaves no zombie", "[spawn]") {
  const Result<Ended> missing = run({"no-such-command-anywhere"});
  REQUIRE_FALSE(missing);
  CHECK(ExitStatus::of_exec_error(missing.error().code.value()).code == kExitNotFound);
  const Result<Ended> directory = run({"/tmp"});
  REQUIRE_FALSE(directory);
  CHECK(ExitStatus::of_exec_error(directory.error().code.value()).code == kExitNotExecutable);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("a script without #! is run by the shell, as execvp does", "[spawn]") {
  const TemporaryDirectory directory;
  const std::string script = directory.path + "/script";
  std::ofstream(script) << "echo from the script\n";
  ::chmod(script.c_str(), 0755);
  const Result<Ended> ended = run({script});
  REQUIRE(ended);
  CHECK(ended->output == "from the script\n");
}

TEST_CASE("descriptors above 2 reach the command, but for our own", "[spawn]") {
  const UniqueFd theirs(::open("/dev/null", O_RDONLY));
  const UniqueFd ours(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const std::string check = "test -e /proc/self/fd/" + std::to_string(theirs.get()) + " && ! test -e /proc/self/fd/" +
                            std::to_string(ours.get()) + " && echo right";
  CHECK(run({"sh", "-c", check})->output == "right\n");
}

TEST_CASE("the signal mask and ignored signals arrive as logwrap was given them", "[spawn]") {
  const Result<Ended> ended = run({"sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status"});
  REQUIRE(ended);
  std::string expected;
  std::ifstream status("/proc/self/status");
  // Catch2 and the sanitizers ignore nothing; what was blocked before block_all() is in mask().
  std::uint64_t blocked = 0;
  for (int signal = 1; signal <= 64; ++signal) {
    if (::sigismember(&original_signals().mask(), signal) == 1) blocked |= 1ULL << (signal - 1);
  }
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "SigBlk:\t%016llx", static_cast<unsigned long long>(blocked));
  CHECK(ended->output.find(text.data()) != std::string::npos);
}

TEST_CASE("an exact pty passes bytes as they are written", "[pty]") {
  Result<Pty> pty = Pty::open_exact({24, 80});
  REQUIRE(pty);
  CHECK(*terminal_size(pty->slave.get()) == Size{24, 80});
  REQUIRE(write_all(pty->slave.get(), "a\nb\r\n\x04\x03"));
  pty->slave.reset();
  CHECK(read_to_end(pty->master.get()) == "a\nb\r\n\x04\x03");
}

TEST_CASE("a pty like a terminal maps line feeds as that terminal does", "[pty]") {
  Result<Pty> outer = Pty::open_exact({24, 80});
  REQUIRE(outer);
  termios mode{};
  ::tcgetattr(outer->slave.get(), &mode);
  mode.c_oflag |= OPOST | ONLCR;
  Result<Pty> pty = Pty::open_like(mode, {10, 20});
  REQUIRE(pty);
  REQUIRE(write_all(pty->slave.get(), "a\n"));
  pty->slave.reset();
  CHECK(read_to_end(pty->master.get()) == "a\r\n");
}
