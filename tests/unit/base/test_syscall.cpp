#include "lib/base/syscall.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <csignal>
#include <string>

#include "tests/support/catch.hpp"

using logwrap::make_pipe;
using logwrap::PipeEnds;
using logwrap::read_some;
using logwrap::Transfer;
using logwrap::UniqueFd;
using logwrap::write_all;
using logwrap::write_some;

namespace {

using State = Transfer::State;

struct PtyEnds {
  UniqueFd master;
  UniqueFd slave;
};

PtyEnds open_pty() {
  int master = -1;
  int slave = -1;
  REQUIRE(::openpty(&master, &slave, nullptr, nullptr, nullptr) == 0);
  return {UniqueFd(master), UniqueFd(slave)};
}

/// Sets a signal's disposition for the life of the object.
class SignalAction {
 public:
  SignalAction(int signal, void (*handler)(int)) : signal_(signal) {
    struct sigaction action {};
    action.sa_handler = handler;  // no SA_RESTART: system calls are to fail with EINTR
    REQUIRE(::sigaction(signal, &action, &old_) == 0);
  }
  SignalAction(const SignalAction&) = delete;
  SignalAction& operator=(const SignalAction&) = delete;
  ~SignalAction() { ::sigaction(signal_, &old_, nullptr); }

 private:
  int signal_;
  struct sigaction old_ {};
};

volatile std::sig_atomic_t alarms = 0;
volatile std::sig_atomic_t alarm_fd = -1;

/// Lets the first interruption pass, and ends the waiting read at the second.
void on_alarm(int) {
  alarms = alarms + 1;
  if (alarms == 2 && ::write(alarm_fd, "x", 1) != 1) alarms = 100;
}

}  // namespace

TEST_CASE("what is written to a pipe is read from it", "[syscall]") {
  const PipeEnds pipe = make_pipe().value();
  const Transfer written = write_some(pipe.write.get(), "hello");
  CHECK(written.state == State::Done);
  CHECK(written.bytes == 5);
  std::array<char, 3> buffer{};
  Transfer read = read_some(pipe.read.get(), buffer.data(), buffer.size());
  CHECK(read.state == State::Done);
  CHECK(std::string(buffer.data(), read.bytes) == "hel");
  read = read_some(pipe.read.get(), buffer.data(), buffer.size());
  CHECK(std::string(buffer.data(), read.bytes) == "lo");
}

TEST_CASE("a pipe's ends are closed on exec and take the flags asked for", "[syscall]") {
  const PipeEnds pipe = make_pipe(O_NONBLOCK).value();
  for (const int fd : {pipe.read.get(), pipe.write.get()}) {
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  }
}

TEST_CASE("an empty pipe would block, and a closed one is at its end", "[syscall]") {
  PipeEnds pipe = make_pipe(O_NONBLOCK).value();
  char byte = 0;
  CHECK(read_some(pipe.read.get(), &byte, 1).state == State::WouldBlock);
  pipe.write.reset();
  const Transfer read = read_some(pipe.read.get(), &byte, 1);
  CHECK(read.state == State::End);
  CHECK(read.bytes == 0);
}

TEST_CASE("a full pipe takes a part, then would block", "[syscall]") {
  const PipeEnds pipe = make_pipe(O_NONBLOCK).value();
  const int room = ::fcntl(pipe.write.get(), F_GETPIPE_SZ);
  REQUIRE(room > 0);
  const std::string more(static_cast<std::size_t>(room) + 1, 'x');
  const Transfer first = write_some(pipe.write.get(), more);
  CHECK(first.state == State::Done);
  CHECK(first.bytes == static_cast<std::size_t>(room));
  const Transfer second = write_some(pipe.write.get(), more);
  CHECK(second.state == State::WouldBlock);
  CHECK(second.bytes == 0);
  const auto all = write_all(pipe.write.get(), "x");
  REQUIRE(all.has_error());
  CHECK(all.error().code == std::errc::resource_unavailable_try_again);
}

TEST_CASE("a pipe without a reader fails with EPIPE", "[syscall]") {
  const SignalAction ignored(SIGPIPE, SIG_IGN);
  PipeEnds pipe = make_pipe().value();
  pipe.read.reset();
  const Transfer written = write_some(pipe.write.get(), "x");
  CHECK(written.state == State::Failed);
  CHECK(written.error == EPIPE);
  const auto all = write_all(pipe.write.get(), "x");
  REQUIRE(all.has_error());
  CHECK(all.error().code == std::errc::broken_pipe);
}

TEST_CASE("a pty's master is at its end when the last slave was closed", "[syscall]") {
  PtyEnds pty = open_pty();
  REQUIRE(write_all(pty.slave.get(), "last words").has_value());
  pty.slave.reset();
  std::array<char, 64> buffer{};
  const Transfer rest = read_some(pty.master.get(), buffer.data(), buffer.size());
  CHECK(rest.state == State::Done);
  CHECK(std::string(buffer.data(), rest.bytes) == "last words");
  errno = 0;
  REQUIRE(::read(pty.master.get(), buffer.data(), buffer.size()) == -1);
  REQUIRE(errno == EIO);  // what the wrapper is to take for the end
  CHECK(read_some(pty.master.get(), buffer.data(), buffer.size()).state == State::End);
}

TEST_CASE("a pty's master with an open slave that is silent would block", "[syscall]") {
  const PtyEnds pty = open_pty();
  REQUIRE(::fcntl(pty.master.get(), F_SETFL, O_NONBLOCK) == 0);
  char byte = 0;
  CHECK(read_some(pty.master.get(), &byte, 1).state == State::WouldBlock);
}

TEST_CASE("a read that a signal interrupts goes on", "[syscall]") {
  const PipeEnds pipe = make_pipe().value();
  alarms = 0;
  alarm_fd = pipe.write.get();
  const SignalAction action(SIGALRM, on_alarm);
  const itimerval every{{0, 10'000}, {0, 10'000}};
  const itimerval never{};
  REQUIRE(::setitimer(ITIMER_REAL, &every, nullptr) == 0);
  char byte = 0;
  const Transfer read = read_some(pipe.read.get(), &byte, 1);
  REQUIRE(::setitimer(ITIMER_REAL, &never, nullptr) == 0);
  CHECK(read.state == State::Done);
  CHECK(byte == 'x');
  CHECK(alarms >= 2);
}

TEST_CASE("other failures carry their errno", "[syscall]") {
  char byte = 0;
  CHECK(read_some(-1, &byte, 1).state == State::Failed);
  CHECK(read_some(-1, &byte, 1).error == EBADF);
  CHECK(write_some(-1, "x").state == State::Failed);
  CHECK(write_some(-1, "x").error == EBADF);
  CHECK(write_all(-1, "x").error().code == std::errc::bad_file_descriptor);
}

TEST_CASE("writing all of it puts short counts together", "[syscall]") {
  int ends[2] = {-1, -1};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  UniqueFd writer(ends[0]);
  const UniqueFd reader(ends[1]);
  const std::string sent(3000, 'x');
  REQUIRE(write_all(writer.get(), sent).has_value());
  REQUIRE(write_all(writer.get(), "").has_value());
  writer.reset();
  std::string got;
  std::array<char, 512> buffer{};
  for (Transfer read; (read = read_some(reader.get(), buffer.data(), buffer.size())).state == State::Done;) {
    got.append(buffer.data(), read.bytes);
  }
  CHECK(got == sent);
}
