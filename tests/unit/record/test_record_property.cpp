#include <bit>
#include <cmath>
#include <random>
#include <utility>

#include "lib/base/utf8.hpp"
#include "lib/record/record.hpp"
#include "lib/record/record_head.hpp"
#include "tests/fuzz/record_property.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// Random records of a fixed seed: the same on every machine, because only raw draws are used.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  std::uint64_t bits() { return (std::uint64_t{engine_()} << 32U) | engine_(); }

  std::string text(std::size_t longest) {
    std::string out;
    for (std::uint64_t left = below(longest + 1); left > 0; --left) append_utf8(out, code_point());
    return out;
  }

  Record record() {
    Record out;
    out.ts = static_cast<UnixNanos>(bits() >> below(64));
    out.seq = bits() >> below(64);
    out.stream = static_cast<Stream>(below(3));
    out.kind = static_cast<Kind>(below(3));
    out.line = text(below(20) == 0 ? 5000 : 60);
    out.rewrite = below(4) == 0;
    out.continued = below(4) == 0;
    out.derived = below(4) == 0;
    if (below(4) == 0) out.level = "warning";
    if (below(3) == 0) out.x = X{text(12), number()};
    if (below(3) == 0) out.event = event();
    return out;
  }

 private:
  char32_t code_point() {
    switch (below(6)) {
      case 0:
        return static_cast<char32_t>(below(0x20));
      case 1:
        return below(2) == 0 ? U'"' : U'\\';
      case 2:
        return static_cast<char32_t>(0x80 + below(0xD800 - 0x80));
      case 3:
        return static_cast<char32_t>(0xE000 + below(0x110000 - 0xE000));
      default:
        return static_cast<char32_t>(0x20 + below(0x60));
    }
  }

  std::string number() {
    switch (below(3)) {
      case 0:
        return std::to_string(bits());
      case 1:
        return std::to_string(static_cast<std::int64_t>(bits()));
      default:
        return std::to_string(below(1000)) + "." + std::to_string(below(1000)) + "e-" + std::to_string(below(300));
    }
  }

  Event event() {
    Event out{text(12), {}};
    for (std::uint64_t i = below(4); i > 0; --i) {
      const std::string key = std::to_string(i) + text(5);
      const auto fraction = std::bit_cast<double>(bits());
      if (below(3) == 0) {
        out.fields.emplace_back(key, static_cast<std::int64_t>(bits()));
      } else if (below(2) == 0 && std::isfinite(fraction)) {
        out.fields.emplace_back(key, below(3) == 0 ? std::floor(fraction) : fraction);
      } else {
        out.fields.emplace_back(key, text(20));
      }
    }
    return out;
  }

  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("encoding a record and decoding it is the identity", "[record][property]") {
  Draw draw(20261122);
  for (int i = 0; i < 20000; ++i) {
    const Record record = draw.record();
    std::string json;
    append_json_line(json, record);
    REQUIRE(json.find('\n') == json.size() - 1);
    const Result<Record> back = parse_record(json);
    CAPTURE(json);
    REQUIRE(back);
    REQUIRE(*back == record);
  }
}

TEST_CASE("records one after the other are written as each of them alone", "[record][property]") {
  Draw draw(20261130);
  JsonLines lines;
  std::string together;
  std::string alone;
  Record record;
  for (int i = 0; i < 5000; ++i) {
    const Record before = std::exchange(record, draw.record());
    if (draw.below(4) != 0 && before.ts < 1'000'000'000'000'000'000) {
      record.ts = before.ts + 1;
      record.seq = before.seq + 1;
    }
    REQUIRE(lines.append(together, record) == append_json_line(alone, record));
  }
  REQUIRE(together == alone);
  RecordHeads heads;
  for (std::size_t at = 0, end = 0; at < together.size(); at = end + 1) {
    end = together.find('\n', at);
    const std::string_view line = std::string_view(together).substr(at, end - at);
    const std::optional<RecordHead> head = heads.peek(line);
    REQUIRE(head);
    REQUIRE(head == peek_record(line));
    if (draw.below(16) == 0) REQUIRE_FALSE(heads.peek(line.substr(0, draw.below(9))));
  }
}

TEST_CASE("no beginning of an encoded record is itself a record", "[record][property]") {
  Draw draw(5);
  for (int i = 0; i < 200; ++i) {
    Record record = draw.record();
    record.line.resize(std::min<std::size_t>(record.line.size(), 100));
    record.line = valid_utf8(record.line);
    std::string json;
    append_json_line(json, record);
    for (std::size_t cut = 0; cut + 1 < json.size(); ++cut) REQUIRE(!parse_record(json.substr(0, cut)));
  }
}

TEST_CASE("what the quick way reads of a record is what is read of it else, whatever happened to its line",
          "[record][property]") {
  std::mt19937 random(20261129);
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 200, ' ');
    for (char& c : text) c = static_cast<char>(random() % 20 == 0 ? random() % 256 : 0x20 + random() % 0x5F);
    REQUIRE(record_violation(text).value_or("none") == "none");
  }
}

TEST_CASE("the quick way reads what most lines are", "[record]") {
  const auto quick = [](const Record& record) {
    std::string json;
    append_json_line(json, record);
    json.pop_back();
    std::string_view rest;
    const std::optional<RecordHead> head = peek_record(json, &rest);
    Record read;
    return head && read_plain_record(*head, rest, read) && read == record;
  };
  Record record;
  record.ts = 1'700'000'000'000'000'001;
  record.seq = 12;
  record.line = "step 1200 loss 0.123456 accuracy 0.5 and what else is said on it";
  CHECK(quick(record));
  record.level = "info";
  CHECK(quick(record));
  record.line = "";
  CHECK(quick(record));
  record.line = "a \"word\"";
  CHECK_FALSE(quick(record));
}
