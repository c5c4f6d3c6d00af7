#include "lib/supervise/type_ahead.hpp"

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/syscall.hpp"
#include "lib/supervise/pty.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

termios mode_of(const Pty& pty) {
  termios mode{};
  REQUIRE(::tcgetattr(pty.slave.get(), &mode) == 0);
  return mode;
}

/// A pty in the mode that terminals begin with, or one without lines.
enum class Mode { Lines, Characters };
Pty open_pty(Mode mode) {
  Pty pty = Pty::open_exact({24, 80}).value();
  termios changed = mode_of(pty);
  if (mode == Mode::Characters) ::cfmakeraw(&changed);
  REQUIRE(::tcsetattr(pty.slave.get(), TCSANOW, &changed) == 0);
  return pty;
}

void type(const Pty& pty, std::string_view keys) {
  REQUIRE(write_all(pty.master.get(), keys));
}

}  // namespace

TEST_CASE("what was typed and not read is taken: lines, an unfinished one, an end of file", "[type ahead]") {
  const Pty pty = open_pty(Mode::Lines);
  type(pty, "first\rsecond\n\x04unfinis\x7fhed");
  CHECK(take_unread(pty.master.get()) == "first\nsecond\n\x04unfinihed");
  CHECK(take_unread(pty.master.get()).empty());
}

TEST_CASE("of a terminal without lines what was typed is taken as it is", "[type ahead]") {
  const Pty pty = open_pty(Mode::Characters);
  type(pty, "\x1b[A\r\x03\x04");
  CHECK(take_unread(pty.master.get()) == "\x1b[A\r\x03\x04");
}

TEST_CASE("taking what was not read leaves the terminal's mode as it was", "[type ahead]") {
  for (const Mode mode : {Mode::Lines, Mode::Characters}) {
    const Pty pty = open_pty(mode);
    const termios before = mode_of(pty);
    type(pty, "keys");
    CHECK(take_unread(pty.master.get()) == "keys");
    const termios after = mode_of(pty);
    CHECK(after.c_lflag == before.c_lflag);
    CHECK(after.c_iflag == before.c_iflag);
    CHECK(after.c_cc[VMIN] == before.c_cc[VMIN]);
  }
}

TEST_CASE("a line that was read is not taken again, nor is one behind it lost", "[type ahead]") {
  const Pty pty = open_pty(Mode::Lines);
  type(pty, "read\nnot read\n");
  std::array<char, 64> buffer{};
  REQUIRE(::read(pty.slave.get(), buffer.data(), buffer.size()) == 5);
  CHECK(take_unread(pty.master.get()) == "not read\n");
}

TEST_CASE("what is put back is read next, in order", "[type ahead]") {
  const Pty pty = open_pty(Mode::Characters);
  Result<PipeEnds> done = make_pipe();
  Result<PipeEnds> end = make_pipe();
  const pid_t child = ::fork();
  if (child == 0) {
    end->write.reset();
    char c = 0;
    // Whose controlling terminal it is: the kernel takes no keys from others.
    const bool own = ::setsid() > 0 && ::ioctl(pty.slave.get(), TIOCSCTTY, 0) == 0;
    if (own) put_back(pty.slave.get(), "typed\n\x03 ahead");
    (void)write_all(done->write.get(), own ? "y" : "n");
    (void)read_some(end->read.get(), &c, 1);  // its end hangs the terminal up
    ::_exit(0);
  }
  char answer = 0;
  REQUIRE(read_some(done->read.get(), &answer, 1).state == Transfer::State::Done);
  CHECK(answer == 'y');
  type(pty, "!");
  CHECK(take_unread(pty.master.get()) == "typed\n\x03 ahead!");
  end->write.reset();
  ::waitpid(child, nullptr, 0);
}
