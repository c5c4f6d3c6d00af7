#include "lib/supervise/outer_run.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "lib/base/syscall.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// What a child says to `question`, as its exit status: 1 for yes.
template <class Question>
bool in_child(Question question) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(question() ? 1 : 0);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status) == 1;
}

}  // namespace

TEST_CASE("a pump is found among the ancestors, however far above", "[outer run]") {
  const std::string mark = own_pump_mark();
  CHECK(in_child([&mark] { return is_live_ancestor(mark); }));
  CHECK(in_child([&mark] { return in_child([&mark] { return is_live_ancestor(mark); }); }));
}

TEST_CASE("a process is not its own ancestor, nor is a sibling", "[outer run]") {
  CHECK(!is_live_ancestor(own_pump_mark()));
  Result<PipeEnds> gate = make_pipe();
  REQUIRE(gate);
  const pid_t sibling = ::fork();
  if (sibling == 0) {
    gate->write.reset();
    char end = 0;
    (void)read_some(gate->read.get(), &end, 1);
    ::_exit(0);
  }
  const std::string own = own_pump_mark();
  const std::string mark = std::to_string(sibling) + own.substr(own.find(':'));
  CHECK(!in_child([&mark] { return is_live_ancestor(mark); }));
  gate->write.reset();
  ::waitpid(sibling, nullptr, 0);
}

TEST_CASE("an ancestor is found by what it is called", "[outer run]") {
  std::array<char, 16> before{};
  ::prctl(PR_GET_NAME, before.data());
  ::prctl(PR_SET_NAME, "some (daemon");
  CHECK(in_child([] { return has_ancestor_called("some (daemon"); }));
  CHECK(!in_child([] { return has_ancestor_called("some"); }));
  CHECK(!has_ancestor_called("some (daemon"));
  ::prctl(PR_SET_NAME, before.data());
}

TEST_CASE("a pid that was used again is another process", "[outer run]") {
  const std::string mark = std::to_string(::getpid()) + ":1";
  CHECK(!in_child([&mark] { return is_live_ancestor(mark); }));
}

TEST_CASE("a mark that is none names no ancestor", "[outer run]") {
  for (const char* mark : {"", ":", "1", "1:", "0:0", "-1:5", "x:y", "99999999999999999999:1"}) {
    CHECK(!is_live_ancestor(mark));
  }
}
