#include "lib/supervise/job_usage.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("what an ended child has taken is told, and it stays to be reaped", "[job_usage]") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::vector<char> memory(64U << 20, 1);
    ::_exit(memory[12345] == 1 ? 3 : 4);
  }
  siginfo_t info{};
  rusage usage{};
  REQUIRE(wait_for_id(child, info, WEXITED | WNOWAIT, usage));
  CHECK(info.si_pid == child);
  CHECK(info.si_status == 3);
  CHECK(usage_of(usage).peak_kib >= 64U << 10);
  CHECK(::waitpid(child, nullptr, 0) == child);
  CHECK_FALSE(wait_for_id(child, info, WEXITED | WNOHANG, usage));
}

TEST_CASE("a sender is known by pid, user and, while it lives, by name", "[job_usage]") {
  SignalEvent event;
  event.signal = SIGTERM;
  event.code = SI_USER;
  event.sender = ::getpid();
  event.user = 12;
  const SignalSender known = sender_of(event);
  CHECK(known.from == SignalSender::From::Process);
  CHECK(known.pid == ::getpid());
  CHECK(known.uid == 12);
  CHECK(std::string(known.name.data()).starts_with("test_supervise"));
  event.sender = 0;  // of another pid namespace
  CHECK(describe(sender_of(event)) == "sent from outside of this pid namespace");
}

TEST_CASE("what the kernel sends for the terminal is told from what it sends for other reasons", "[job_usage]") {
  SignalEvent event;
  event.code = SI_KERNEL;
  event.signal = SIGINT;
  CHECK(sender_of(event).from == SignalSender::From::Terminal);
  event.signal = SIGALRM;
  CHECK(sender_of(event).from == SignalSender::From::Kernel);
}
