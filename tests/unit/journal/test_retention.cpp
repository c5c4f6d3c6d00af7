#include "lib/journal/retention.hpp"

#include <fcntl.h>

#include "lib/journal/sent_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

/// Of a look that is always due and has time for all.
RetentionLimits limits(std::uint64_t total) {
  RetentionLimits out;
  out.total = total;
  out.min_free = 0;
  out.at_most_every = std::chrono::seconds(0);
  out.at_once = std::chrono::minutes(1);
  return out;
}

/// A run of about `bytes` bytes; finished unless `end` is empty.
std::string add_run(const Fixture& fixture, int age, std::size_t bytes, std::optional<UnixNanos> end = 1) {
  RunInfo info = fixture.info;
  info.start -= age * 1'000'000'000LL;
  info.id = make_run_id(info.start, static_cast<std::uint64_t>(age));
  info.end = end;
  const Run run = Run::create(fixture.state, info).value();
  write_all_to(std::filesystem::path(run.path()) / segment_name(1), std::string(bytes, 'x'));
  return info.id;
}

}  // namespace

TEST_CASE("finished runs are removed whole, oldest first", "[retention]") {
  const Fixture fixture;
  const std::string oldest = add_run(fixture, 30, 50000);
  const std::string middle = add_run(fixture, 20, 50000);
  const std::string newest = add_run(fixture, 10, 50000);
  const Pruned pruned = prune_if_due(fixture.state, limits(130000)).value();
  CHECK(pruned.runs == std::vector<std::string>{oldest});
  CHECK(pruned.bytes >= 50000);
  CHECK(list_runs(fixture.state).value() == std::vector<std::string>{middle, newest});
}

TEST_CASE("runs are unsent while Loki has not got all of them; of those that go they are counted", "[retention]") {
  const Fixture fixture;
  const std::string unsent = add_run(fixture, 40, 50000);
  const std::string sent = add_run(fixture, 30, 50000);
  const std::string never_meant_for_it = add_run(fixture, 20, 50000);
  Sent left;
  REQUIRE(SentFile(Run::open(fixture.state, unsent).value()).save(left));
  left.complete = true;
  REQUIRE(SentFile(Run::open(fixture.state, sent).value()).save(left));
  Pruned pruned = prune_if_due(fixture.state, limits(80000)).value();
  CHECK(pruned.runs == std::vector<std::string>{sent, never_meant_for_it});
  CHECK(pruned.unsent == 0);
  pruned = prune_if_due(fixture.state, limits(0)).value();
  CHECK(pruned.runs == std::vector<std::string>{unsent});
  CHECK(pruned.unsent == 1);
}

TEST_CASE("a run that is being sent is not removed", "[retention]") {
  const Fixture fixture;
  const std::string id = add_run(fixture, 40, 50000);
  const Run run = Run::open(fixture.state, id).value();
  auto lock = run.lock(RunLock::Shipper);
  REQUIRE(lock);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs.empty());
  lock->reset();
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs == std::vector<std::string>{id});
}

TEST_CASE("a locked run and one whose pump lives are never removed", "[retention]") {
  const Fixture fixture;
  const std::string live = add_run(fixture, 30, 50000, std::nullopt);  // its pump is this process
  const std::string locked = add_run(fixture, 20, 50000);
  const std::string over = add_run(fixture, 10, 50000);
  const UniqueFd lock = Run::open(fixture.state, locked).value().lock().value();
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs == std::vector<std::string>{over});
  CHECK(list_runs(fixture.state).value() == std::vector<std::string>{live, locked});
}

TEST_CASE("a lost run goes like a finished one", "[retention]") {
  Fixture fixture;
  ++fixture.info.pump.start_ticks;
  const std::string lost = add_run(fixture, 30, 50000, std::nullopt);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs == std::vector<std::string>{lost});
}

TEST_CASE("a run of which nothing is known stays until it is a day old", "[retention]") {
  Fixture fixture;
  fixture.info.pump = {};
  const std::string unknown = add_run(fixture, 30, 50000, std::nullopt);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs.empty());
  const auto yesterday = std::filesystem::file_time_type::clock::now() - std::chrono::hours(25);
  const auto directory = fixture.temp.path() / "state" / "runs" / unknown;
  for (const auto& file : std::filesystem::directory_iterator(directory))
    std::filesystem::last_write_time(file, yesterday);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs.empty());  // something was made in it or removed
  std::filesystem::last_write_time(directory, yesterday);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs == std::vector<std::string>{unknown});
}

TEST_CASE("between two looks that are due lies the interval", "[retention]") {
  const Fixture fixture;
  add_run(fixture, 30, 50000);
  RetentionLimits due = limits(1000);
  due.at_most_every = std::chrono::minutes(10);
  CHECK(prune_if_due(fixture.state, due).value().runs.size() == 1);
  add_run(fixture, 20, 50000);
  CHECK(prune_if_due(fixture.state, due).value().runs.empty());
  const auto stamp = fixture.temp.path() / "state" / "pruned";
  std::filesystem::last_write_time(stamp, std::filesystem::last_write_time(stamp) - std::chrono::minutes(11));
  CHECK(prune_if_due(fixture.state, due).value().runs.size() == 1);
  add_run(fixture, 10, 50000);
  std::filesystem::last_write_time(stamp, std::filesystem::last_write_time(stamp) + std::chrono::hours(5));
  CHECK(prune_if_due(fixture.state, due).value().runs.size() == 1);
}

TEST_CASE("a directory that was just made stays: its recorder has not come to its run.json yet", "[retention]") {
  const Fixture fixture;
  const auto directory = fixture.temp.path() / "state" / "runs" / fixture.info.id;
  std::filesystem::create_directory(directory);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs.empty());
  CHECK(std::filesystem::exists(directory));
  const auto yesterday = std::filesystem::file_time_type::clock::now() - std::chrono::hours(25);
  std::filesystem::last_write_time(directory, yesterday);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs == std::vector<std::string>{fixture.info.id});
}

TEST_CASE("small runs count for what they take on the disk", "[retention]") {
  const Fixture fixture;
  const std::string older = add_run(fixture, 30, 1);
  add_run(fixture, 20, 1);
  CHECK(prune_if_due(fixture.state, limits(15000)).value().runs == std::vector<std::string>{older});
}

TEST_CASE("looks that have time for one run each come to the same, and only one run is looked at by each",
          "[retention]") {
  const Fixture fixture;
  std::vector<std::string> ids;
  for (int age = 60; age > 0; age -= 10) ids.push_back(add_run(fixture, age, 50000));
  const std::string unsent = ids.front();
  REQUIRE(SentFile(Run::open(fixture.state, unsent).value()).save(Sent{}));
  RetentionLimits short_of_time = limits(200000);  // three of them
  short_of_time.at_most_every = std::chrono::hours(1);
  short_of_time.at_once = std::chrono::milliseconds(0);
  std::vector<std::string> removed;
  int looks = 0;
  for (bool more = true; more; ++looks) {
    REQUIRE(looks < 100);
    const Pruned pruned = prune_if_due(fixture.state, short_of_time).value();
    more = pruned.more;
    CHECK(pruned.runs.size() <= 1);
    removed.insert(removed.end(), pruned.runs.begin(), pruned.runs.end());
  }
  CHECK(looks > 6);
  CHECK(removed == std::vector<std::string>{ids[1], ids[2], ids[3]});
  CHECK(!prune_if_due(fixture.state, short_of_time).value().more);  // and the next is due in an hour
}

TEST_CASE("a look that another process is about is left to it", "[retention]") {
  const Fixture fixture;
  add_run(fixture, 30, 50000);
  const UniqueFd stamp(::open((fixture.temp.path() / "state" / "pruned").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  struct flock wanted {};
  wanted.l_type = F_WRLCK;
  REQUIRE(::fcntl(stamp.get(), F_OFD_SETLK, &wanted) == 0);
  CHECK(prune_if_due(fixture.state, limits(0)).value().runs.empty());
}
