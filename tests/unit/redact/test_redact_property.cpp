// No secret of a masked shape survives any chunking, colouring or wrapping of the bytes that print it.
#include "lib/redact/line_redactor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/redact/secrets.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::redact;
using namespace logwrap::redact_test;
using logwrap::terminal_test::RandomBytes;

namespace {

struct MaskedLines final : LineSink {
  explicit MaskedLines(const Redactor& redactor) : redactor_(redactor) {}
  void line(const Line& line) override {
    text += redactor_.take(line).text;
    if (!line.continued) text += '\n';
  }
  std::string text;

 private:
  LineRedactor redactor_;
};

/// `text` as a program may write it: in colours, with sequences that show nothing.
std::string decorated(const std::string& text, RandomBytes& random) {
  std::string out;
  for (const char c : text) {
    switch (random.below(12)) {
      case 0:
        out += "\x1b[" + std::to_string(30 + random.below(8)) + "m";
        break;
      case 1:
        out += "\x1b[0m";
        break;
      case 2:
        out += "\x1b]0;title\a";
        break;
      default:
        break;
    }
    out += c;
  }
  return out;
}

}  // namespace

TEST_CASE("a line that is said to hold no secret holds none", "[redact][property]") {
  const unsigned first = seed();
  const std::vector<Sample> known = samples();
  const Redactor redactor({{"value-of-a-variable"}, ""});
  for (unsigned round = 0; round < 5000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const Sample& sample = known.at(static_cast<std::size_t>(random.below(static_cast<int>(known.size()))));
    std::string text(static_cast<std::size_t>(random.below(100)), 'x');
    text += random.below(2) == 0 ? sample.prefix + sample.secret + behind(sample) : " value-of-a-variable";
    text.resize(static_cast<std::size_t>(random.below(static_cast<int>(text.size() + 1))));
    if (!redactor.may_hold(text)) CHECK(redactor.masked(text) == text);
  }
}

TEST_CASE("no secret of a masked shape survives any chunking, colouring or wrapping", "[redact][property]") {
  const unsigned first = seed();
  const std::vector<Sample> known = samples();
  for (unsigned round = 0; round < 300; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const std::string value = "v" + std::to_string(random.below(1'000'000'000)) + "-of-a-variable";
    const Redactor redactor({{value}, ""});
    std::string bytes;
    std::vector<std::string> secrets{value};
    for (int i = 0; i < 6; ++i) {
      const Sample& sample = known.at(static_cast<std::size_t>(random.below(static_cast<int>(known.size()))));
      secrets.push_back(sample.secret);
      bytes += std::string(static_cast<std::size_t>(random.below(90)), 'x') + " " +
               decorated(sample.prefix + sample.secret, random) + behind(sample) + " " + decorated(value, random) +
               "\n";
    }
    MaskedLines lines(redactor);
    Terminal terminal({{1 + random.below(12), 2 + random.below(120)}, Terminal::LineFeed::CarriageReturnLineFeed},
                      lines);
    Time now{};
    for (std::string_view rest = bytes; !rest.empty();) {
      const auto size = std::min<std::size_t>(rest.size(), static_cast<std::size_t>(1 + random.below(40)));
      terminal.feed(rest.substr(0, size), now);
      rest.remove_prefix(size);
      now += std::chrono::milliseconds(random.below(50));
    }
    terminal.finish(now);
    for (const std::string& secret : secrets) {
      CAPTURE(secret, lines.text);
      REQUIRE(lines.text.find(secret) == std::string::npos);
    }
  }
}
