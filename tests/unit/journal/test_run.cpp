#include "lib/journal/run.hpp"

#include <csignal>
#include <set>

#include "lib/journal/directory.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

TEST_CASE("run ids have a fixed form and sort by their start", "[run]") {
  const UnixNanos start = 1'795'315'445'000'000'000;  // 2026-11-22 02:44:05 UTC
  CHECK(make_run_id(start, 0) == "20261122-024405-00000000");
  CHECK(make_run_id(start, 0xFFFFFFFFFFU) == "20261122-024405-00zzzzzz");
  CHECK(make_run_id(start + 999'999'999, ~0ULL) == "20261122-024405-zzzzzzzz");
  CHECK(make_run_id(start, ~0ULL) < make_run_id(start + 1'000'000'000, 0));
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.insert(new_run_id(start));
  CHECK(ids.size() == 20);
  for (const std::string& id : ids) CHECK(is_run_id(id));
}

TEST_CASE("ids of runs that began within one second sort by their start, whatever their random bits", "[run]") {
  const UnixNanos start = 1'795'315'445'000'000'000;
  for (UnixNanos ms = 0; ms < 999; ++ms) {
    const UnixNanos earlier = start + ms * 1'000'000;
    CHECK(make_run_id(earlier, ~0ULL) < make_run_id(earlier + 2'000'000, 0));
  }
}

TEST_CASE("only what follows the grammar is a run id or the beginning of one", "[run]") {
  CHECK(is_run_id("20261122-030405-k3v9qx7m"));
  CHECK(!is_run_id("20261122-030405-k3v9qx7"));
  CHECK(!is_run_id("20261122-030405-k3v9qx7mm"));
  CHECK(!is_run_id("20261122-030405-K3V9QX7M"));
  CHECK(!is_run_id("20261122-030405-k3v9qx7u"));
  CHECK(is_run_id_prefix(""));
  CHECK(is_run_id_prefix("2026"));
  CHECK(is_run_id_prefix("20261122-030405-k3"));
  CHECK(!is_run_id_prefix("2026112x"));
  CHECK(!is_run_id_prefix("../../etc"));
  CHECK(!is_run_id_prefix("20261122/"));
  CHECK(!is_run_id_prefix(std::string_view("2026\0", 5)));
}

TEST_CASE("what is known of a run survives run.json", "[run]") {
  RunInfo info = describe_run(new_run_id(5), {"python", "a b", "é\n\"", ""}, 5, ::getpid());
  info.shipped = ShippedCounts{7, 1, "400: too old"};
  info.labels = {{"job", "x"}, {"q\"", "\\"}};
  CHECK(parse_run_info(to_json(info)).value() == info);
  info.end = 1'800'000'000'000'000'000;
  info.status = {RunStatus::State::Signaled, SIGKILL};
  info.counts = {10, 4, 1, 999, {1, 2, 3, 0}};
  CHECK(parse_run_info(to_json(info)).value() == info);
  info.status = {RunStatus::State::Exited, 255};
  CHECK(parse_run_info(to_json(info)).value() == info);
}

TEST_CASE("arguments that are no UTF-8 do not spoil run.json", "[run]") {
  const RunInfo info = describe_run(new_run_id(5), {"a\xff"}, 5, ::getpid());
  CHECK(parse_run_info(to_json(info)).value().argv == std::vector<std::string>{"a\uFFFD"});
}

TEST_CASE("a run.json without id or start, or that is none, is refused", "[run]") {
  CHECK(!parse_run_info(""));
  CHECK(!parse_run_info("[]"));
  CHECK(!parse_run_info(R"({"id":"x"})"));
  CHECK(!parse_run_info(R"({"id":"x","start":5})"));
  CHECK(!parse_run_info(R"({"start":"5"})"));
  const RunInfo least = parse_run_info(R"({"id":"x","start":"5","later":{},"status":7,"argv":[1,"a"]})").value();
  CHECK(least.start == 5);
  CHECK(least.argv == std::vector<std::string>{"a"});
}

TEST_CASE("a status reads as people say it", "[run]") {
  CHECK(describe(RunStatus{}) == "running");
  CHECK(describe(RunStatus{RunStatus::State::Exited, 3}) == "exit 3");
  CHECK(describe(RunStatus{RunStatus::State::Signaled, SIGKILL}) == "killed by SIGKILL");
  CHECK(describe(RunStatus{RunStatus::State::Signaled, SIGRTMIN + 3}).starts_with("killed by signal "));
}

TEST_CASE("this process is alive, and one with its pid and another start is dead", "[run]") {
  const std::string host = host_name();
  ProcessIdentity self = identity_of(::getpid());
  CHECK(state_of(self, host, host) == ProcessState::Alive);
  ++self.start_ticks;
  CHECK(state_of(self, host, host) == ProcessState::Dead);
}

TEST_CASE("of a process of another boot, host or container we know no more than we can", "[run]") {
  const std::string host = host_name();
  ProcessIdentity other = identity_of(::getpid());
  other.boot_id = "another";
  CHECK(state_of(other, host, host) == ProcessState::Dead);
  CHECK(state_of(other, "elsewhere", host) == ProcessState::Unknown);
  other = identity_of(::getpid());
  ++other.pid_namespace;
  CHECK(state_of(other, host, host) == ProcessState::Unknown);
  CHECK(state_of(ProcessIdentity{}, host, host) == ProcessState::Unknown);
}

TEST_CASE("creating a run that is there opens it as it is", "[run]") {
  Fixture fixture;
  const Run first = fixture.run();
  RunInfo changed = fixture.info;
  changed.argv = {"other"};
  const Run second = Run::create(fixture.state, changed).value();
  CHECK(second.read_info().value().argv == fixture.info.argv);
}

TEST_CASE("a run that is not there is not found, and one without run.json says which file", "[run]") {
  Fixture fixture;
  const auto missing = Run::open(fixture.state, fixture.info.id);
  REQUIRE(missing.has_error());
  CHECK(missing.error().code == std::errc::no_such_file_or_directory);
  const Run run = fixture.run();
  std::filesystem::remove(fixture.run_path() / "run.json");
  CHECK(describe(run.read_info().error()).find("run.json") != std::string::npos);
}

TEST_CASE("replacing a file leaves the new text and nothing else", "[run]") {
  Fixture fixture;
  const Run run = fixture.run();
  RunInfo info = fixture.info;
  info.argv.assign(1000, "long");
  REQUIRE(run.write_info(info));
  fixture.info.end = 1;
  REQUIRE(run.write_info(fixture.info));
  CHECK(run.read_info().value() == fixture.info);
  CHECK(directory_entries(run.fd()).value() == std::vector<std::string>{"run.json"});
}

TEST_CASE("a run keeps a reserve of the disk until it has ended", "[run]") {
  Fixture fixture;
  const Run run = fixture.run();
  CHECK(std::filesystem::file_size(fixture.run_path() / "reserve") >= 65536);
  REQUIRE(run.write_info(fixture.info));
  CHECK(std::filesystem::exists(fixture.run_path() / "reserve"));
  fixture.info.end = 1;
  REQUIRE(run.write_info(fixture.info));
  CHECK(!std::filesystem::exists(fixture.run_path() / "reserve"));
  CHECK(!run.give_up_reserve());
}

TEST_CASE("segments' names and numbers belong together", "[run]") {
  CHECK(segment_name(1) == "000001.jsonl");
  CHECK(segment_name(1234567) == "1234567.jsonl");
  for (const unsigned number : {1U, 42U, 999999U, 1000000U}) CHECK(segment_number(segment_name(number)) == number);
  for (const char* name : {"1.jsonl", "0000001.jsonl", "000000.jsonl", "000001.json", "00001x.jsonl", "-00001.jsonl",
                           ".jsonl", "", "99999999999.jsonl"}) {
    CAPTURE(name);
    CHECK(segment_number(name) == 0);
  }
}

TEST_CASE("only entries that are run ids are listed, oldest first", "[run]") {
  Fixture fixture;
  const std::string later = make_run_id(fixture.info.start + 5'000'000'000, 2);
  std::filesystem::create_directories(fixture.temp.path() / "state" / "runs" / later);
  (void)fixture.run();
  std::filesystem::create_directories(fixture.temp.path() / "state" / "runs" / "stranger");
  CHECK(list_runs(fixture.state).value() == std::vector<std::string>{fixture.info.id, later});
}
