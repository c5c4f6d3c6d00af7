#include "lib/recorder/held_lines.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

void hold(HeldLines& held, Stream stream, std::string_view text, int time) {
  Line line;
  line.text = text;
  line.time = Time(std::chrono::milliseconds(time));
  held.hold(stream, line);
}

std::string release(HeldLines& held) {
  std::string all;
  held.release([&all](Stream stream, const Line& line) {
    all += (stream == Stream::Stderr ? "e:" : "o:") + std::string(line.text) + " ";
  });
  return all;
}

}  // namespace

TEST_CASE("lines of both streams that go out together are in the order of their times", "[held lines]") {
  HeldLines held;
  hold(held, Stream::Stdout, "second", 20);
  hold(held, Stream::Stdout, "fourth", 40);
  hold(held, Stream::Stderr, "first", 10);
  hold(held, Stream::Stderr, "third", 30);
  hold(held, Stream::Stderr, "last", 50);
  CHECK(release(held) == "e:first o:second e:third o:fourth e:last ");
  CHECK(release(held).empty());
}

TEST_CASE("the order within a stream stays as it is, whatever its times", "[held lines]") {
  HeldLines held;
  hold(held, Stream::Stderr, "upper bar", 90);
  hold(held, Stream::Stderr, "lower bar", 20);
  hold(held, Stream::Stdout, "a", 50);
  hold(held, Stream::Stdout, "b", 90);
  CHECK(release(held) == "o:a o:b e:upper bar e:lower bar ");
}
