#include "lib/identity/job_name.hpp"
#include "tests/support/catch.hpp"

using logwrap::job_name;

TEST_CASE("a program's own name is the job's", "[identity]") {
  CHECK(job_name({"/opt/bin/train", "--lr", "1"}) == "train");
  CHECK(job_name({"./simulate"}) == "simulate");
  CHECK(job_name({"train.py"}) == "train.py");
}

TEST_CASE("of what runs scripts the script's name is the job's", "[identity]") {
  CHECK(job_name({"python", "train.py"}) == "train.py");
  CHECK(job_name({"/usr/bin/python3.11", "-u", "src/train.py", "--data", "x.py"}) == "train.py");
  CHECK(job_name({"torchrun", "--nproc-per-node", "8", "train.py"}) == "train.py");
  CHECK(job_name({"env", "A=b", "python3", "train.py"}) == "train.py");
  CHECK(job_name({"bash", "/jobs/run"}) == "run");
}

TEST_CASE("a module's name is the job's", "[identity]") {
  CHECK(job_name({"python3", "-m", "pkg.train", "--lr", "1"}) == "pkg.train");
}

TEST_CASE("the text of a program is no name: it may hold anything", "[identity]") {
  CHECK(job_name({"bash", "-c", "export TOKEN=secret; ./train.py"}) == "bash");
  CHECK(job_name({"python3", "-c", "print('a.py')"}) == "python3");
}

TEST_CASE("a job without anything that names it has no name", "[identity]") {
  CHECK(job_name({}).empty());
  CHECK(job_name({"python3"}) == "python3");
  CHECK(job_name({""}).empty());
}
