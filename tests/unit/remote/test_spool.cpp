#include "lib/remote/spool.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("what is spooled is read again as it was, as often as it is wanted", "[spool]") {
  Result<Spool> spool = Spool::make();
  REQUIRE(spool.has_value());
  std::vector<Record> records;
  for (std::uint64_t seq = 1; seq <= 1000; ++seq) {
    Record record;
    record.ts = static_cast<UnixNanos>(seq) * 7;
    record.seq = seq;
    record.line = "{\"a b\": \"\xE2\x82\xAC\\n" + std::string(seq, 'x') + "\", \"loss\": NaN}";
    record.x = X{"step", std::to_string(seq)};
    records.push_back(record);
    REQUIRE(spool->add(seq % 3, record).has_value());
  }
  for (int time = 0; time < 2; ++time) {
    std::size_t at = 0;
    const auto read = spool->each([&](std::size_t run, const Record& record) {
      CHECK(run == (at + 1) % 3);
      CHECK(record == records.at(at++));
    });
    CHECK(read.has_value());
    CHECK(at == records.size());
  }
}

TEST_CASE("an empty spool has nothing", "[spool]") {
  Result<Spool> spool = Spool::make();
  REQUIRE(spool.has_value());
  int count = 0;
  CHECK(spool->each([&count](std::size_t, const Record&) { ++count; }).has_value());
  CHECK(count == 0);
}
