#include "lib/supervise/sentinel.hpp"

#include <poll.h>
#include <sys/wait.h>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

void wait_readable(int fd) {
  pollfd wait{fd, POLLIN, 0};
  REQUIRE(::poll(&wait, 1, 60'000) == 1);
}

}  // namespace

TEST_CASE("a sentinel tells of the signals that it receives, with their sender", "[sentinel]") {
  const OriginalSignals signals = OriginalSignals::block_all();
  Sentinel sentinel = Sentinel::start().value();
  ::kill(sentinel.pid(), SIGUSR1);
  wait_readable(sentinel.pipe());
  const std::optional<SignalEvent> event = sentinel.next();
  REQUIRE(event.has_value());
  CHECK(event->signal == SIGUSR1);
  CHECK(event->sender == ::getpid());
  CHECK(!sentinel.next().has_value());
  CHECK(!sentinel.gone());
  signals.restore();
}

TEST_CASE("a sentinel that was killed is known to be gone, so that nobody waits for its pipe for ever", "[sentinel]") {
  const OriginalSignals signals = OriginalSignals::block_all();
  Sentinel sentinel = Sentinel::start().value();
  sentinel.end();
  wait_readable(sentinel.pipe());
  CHECK(!sentinel.next().has_value());
  CHECK(sentinel.gone());
  CHECK(::waitpid(sentinel.pid(), nullptr, 0) == sentinel.pid());
  sentinel.reaped();
  CHECK(sentinel.pid() == -1);
  signals.restore();
}
