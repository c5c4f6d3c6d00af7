#include "lib/recorder/job_processes.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "lib/base/syscall.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("a job's processes are found beneath it, with where they wait", "[recorder]") {
  Result<PipeEnds> started = make_pipe();
  Result<PipeEnds> never = make_pipe();
  const pid_t job = ::fork();
  if (job == 0) {
    const pid_t child = ::fork();
    char byte = 'x';
    if (child == 0) {
      (void)!::write(started->write.get(), &byte, 1);
      (void)!::read(never->read.get(), &byte, 1);
      ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(::read(started->read.get(), &byte, 1) == 1);
  std::vector<JobProcess> processes = job_processes(job);
  REQUIRE(processes.size() == 2);
  CHECK(processes[0].pid == job);
  CHECK(processes[0].name == "test_recorder");
  ::kill(processes[1].pid, SIGKILL);
  ::waitpid(job, nullptr, 0);
  CHECK(job_processes(job).empty());
}

TEST_CASE("what a process does is said in words", "[recorder]") {
  CHECK(describe(JobProcess{7, "python", 'S', "futex_wait_queue"}) == "python (7) waits in futex_wait_queue");
  CHECK(describe(JobProcess{7, "python", 'S', ""}) == "python (7) waits");
  CHECK(describe(JobProcess{7, "python", 'R', ""}) == "python (7) runs");
  CHECK(describe(JobProcess{7, "cp", 'D', "rpc_wait"}) == "cp (7) waits for a device or a file server in rpc_wait");
  CHECK(describe(JobProcess{7, "a\x1B[b", 'T', ""}) == "a\\x1b[b (7) is stopped");
  CHECK(describe(JobProcess{7, "a", 'Z', ""}) == "a (7) has ended, and its parent has not noticed");
}
