#include "lib/base/process_stat.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("a process's parent, state and start are read, whatever its name", "[process]") {
  for (const char* name : {"plain", "two words", ") Z 1 (", "(", ""}) {
    ::prctl(PR_SET_NAME, name);
    const auto own = process_stat(::getpid());
    REQUIRE(own.has_value());
    CHECK(own->state == 'R');
    CHECK(own->alive());
    CHECK(own->parent == ::getppid());
    CHECK(own->start_ticks > 0);
  }
}

TEST_CASE("a child started later and is no longer alive once it died, reaped or not", "[process]") {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  const auto zombie = process_stat(child);
  REQUIRE(zombie.has_value());
  CHECK(!zombie->alive());
  CHECK(zombie->parent == ::getpid());
  CHECK(zombie->start_ticks >= process_stat(::getpid())->start_ticks);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(!process_stat(child).has_value());
}

TEST_CASE("what is no process has no state", "[process]") {
  CHECK(!process_stat(0).has_value());
  CHECK(!process_stat(-1).has_value());
}
