#include <snappy.h>

#include <limits>

#include "lib/loki/push.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/loki/draw.hpp"

using namespace logwrap;

namespace {

std::string encoded(const Entry& entry) {
  std::string metadata;
  for (const auto& [name, value] : entry.metadata) append_metadata(metadata, name, value);
  std::string out;
  append_entry(out, entry.ts, entry.line, metadata);
  return out;
}

std::string encoded(const Push& push) {
  std::string entries;
  for (const Entry& entry : push.entries) entries += encoded(entry);
  return push_head(push.labels, entries.size()) + entries;
}

}  // namespace

TEST_CASE("a push has the bytes that push.proto prescribes", "[loki]") {
  const Push push{R"({a="b"})", {{1'700'000'000'000'000'007, "hi", {{"k", "v"}}}}};
  const std::string timestamp = "\x0A\x08\x08\x80\xE2\xCF\xAA\x06\x10\x07";  // 1: {1: 1700000000, 2: 7}
  const std::string line = "\x12\x02hi";
  const std::string metadata = "\x1A\x06\x0A\x01k\x12\x01v";
  const std::string entry = timestamp + line + metadata;
  const std::string stream = "\x0A\x07{a=\"b\"}\x12" + std::string(1, static_cast<char>(entry.size())) + entry;
  const std::string expected = "\x0A" + std::string(1, static_cast<char>(stream.size())) + stream;
  // protozero writes the length of what it nests in as few bytes as it takes, as Go does.
  CHECK(encoded(push) == expected);
}

TEST_CASE("a body is one snappy block, not snappy's framed format", "[loki]") {
  const std::string push = encoded(Push{"{}", {{1, std::string(1000, 'x'), {}}}});
  const std::string body = compress(push);
  CHECK(body.size() < push.size() / 4);
  CHECK(snappy::IsValidCompressedBuffer(body.data(), body.size()));
}

TEST_CASE("however a push is parted, its body is the same", "[loki]") {
  std::string push;
  while (push.size() < 200'000) push += "line " + std::to_string(push.size() * 7919 % 100'003) + '\n';
  std::string whole;
  snappy::Compress(push.data(), push.size(), &whole);
  for (const std::size_t at : {0, 1, 100, 65'535, 65'536, 65'537, 131'072, 199'999}) {
    CHECK(compress(std::string_view(push).substr(0, at), std::string_view(push).substr(at)) == whole);
  }
  CHECK(compress(push) == whole);
}

TEST_CASE("names and values of any length are read back", "[loki]") {
  for (std::size_t size = 0; size < 300; ++size) {
    const Push push{"{}", {{1, "x", {{std::string(size / 3 + 1, 'n'), std::string(size, 'v')}}}}};
    CHECK(decode_push(compress(encoded(push))).value() == push);
  }
}

TEST_CASE("times before 1970 and at the ends of the range survive", "[loki]") {
  using Limits = std::numeric_limits<UnixNanos>;
  for (const UnixNanos ts : {UnixNanos{0}, UnixNanos{-1}, UnixNanos{-1'000'000'000}, Limits::min(), Limits::max()}) {
    CHECK(decode_push(compress(encoded(Push{"{}", {{ts, "", {}}}}))).value().entries.at(0).ts == ts);
  }
}

TEST_CASE("encoding a push and decoding it is the identity", "[loki][property]") {
  test::Draw draw(7);
  for (int i = 0; i < 1000; ++i) {
    Push push{draw.text(30), {}};
    for (std::uint64_t n = draw.below(8); n > 0; --n) push.entries.push_back(draw.entry());
    const std::string bytes = encoded(push);
    REQUIRE(decode_push(compress(bytes)).value() == push);
    REQUIRE(compress(bytes) == compress(encoded(push)));
  }
}

TEST_CASE("what is no push is refused with a reason", "[loki]") {
  CHECK(decode_push("").error().message == "not a push: not snappy's block format");
  CHECK(decode_push("\xFF\xFF\xFF\xFF\xFF\xFF").error().message == "not a push: not snappy's block format");
  CHECK(decode_push(compress("\x0A\x50")).error().message == "not a push: not protobuf");
  CHECK(decode_push(compress(encoded(Push{"\xFF", {}}))).error().message == "not a push: a text that is not UTF-8");
  const std::string one = encoded(Push{"{}", {}});
  CHECK(decode_push(compress(one + one)).error().message == "not a push: more than one stream");
  CHECK(decode_push(compress(std::string(100, '\0')), 99).error().message == "not a push: it decompresses to too much");
}
