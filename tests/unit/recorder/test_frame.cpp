#include "lib/recorder/frame.hpp"

#include <random>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

const Time kTime{std::chrono::nanoseconds(123'456'789)};

void give(FrameReader& reader, std::string_view bytes) {
  std::memcpy(reader.prepare(bytes.size()), bytes.data(), bytes.size());
  reader.commit(bytes.size());
}

}  // namespace

TEST_CASE("a frame comes out as it was put in", "[frame]") {
  std::string bytes;
  append_frame(bytes, FrameType::Line, Stream::Stderr, kTime, "text", kLineContinued);
  FrameReader reader;
  give(reader, bytes);
  const auto frame = reader.next();
  REQUIRE(frame);
  CHECK(frame->type == FrameType::Line);
  CHECK(frame->stream == Stream::Stderr);
  CHECK(frame->time == kTime);
  CHECK(frame->payload == "text");
  CHECK(frame->flags == kLineContinued);
  CHECK_FALSE(reader.next());
}

TEST_CASE("a payload is read only as what has its size", "[frame]") {
  const Frame frame{FrameType::Resize, Stream::Stdout, 0, kTime, "short"};
  CHECK_FALSE(frame.as<ResizePayload>());
  const ResizePayload size{3, 4};
  const Frame whole{FrameType::Resize, Stream::Stdout, 0, kTime, bytes_of(size)};
  REQUIRE(whole.as<ResizePayload>());
  CHECK(whole.as<ResizePayload>()->columns == 4);
}

TEST_CASE("a size beyond the bound ends the stream instead of filling the memory", "[frame]") {
  const FrameHeader header = frame_header(FrameType::Output, Stream::Stdout, kTime, kMaxFrameBytes + 1);
  FrameReader reader;
  give(reader, bytes_of(header));
  CHECK_FALSE(reader.next());
  CHECK(reader.corrupt());
}

TEST_CASE("property: frames survive any cutting of the bytes", "[frame]") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> payloads;
    std::string bytes;
    for (unsigned i = 0; i < random() % 20; ++i) {
      payloads.emplace_back(random() % 3000, static_cast<char>('a' + i));
      append_frame(bytes, FrameType::Output, Stream::Stdout, kTime, payloads.back());
    }
    FrameReader reader;
    std::vector<std::string> got;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t n = std::min<std::size_t>(1 + random() % 5000, bytes.size() - at);
      give(reader, std::string_view(bytes).substr(at, n));
      at += n;
      while (const auto frame = reader.next()) got.emplace_back(frame->payload);
    }
    REQUIRE(got == payloads);
  }
}
