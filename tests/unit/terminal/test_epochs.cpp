// Every line knows in which epochs it was written, and a line that holds the marker is told while its line feed is
// printed: what modes and commands stand on.

#include <string>
#include <vector>

#include "lib/base/utf8.hpp"
#include "lib/terminal/marker_watch.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

constexpr char kMarker[] = "/MARK";

struct Told {
  std::string text;
  bool fresh = false;
  bool operator==(const Told&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Told& marked) {
  return out << '"' << marked.text << '"' << (marked.fresh ? " fresh" : "");
}

struct Ranged {
  std::string text;
  Epoch first = 0;
  Epoch last = 0;
  LineTag tag = 0;
  bool operator==(const Ranged&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Ranged& line) {
  return out << '"' << line.text << "\" " << line.first << ".." << line.last << " #" << line.tag;
}

/// Each marked line begins a new epoch, as a command does.
class Watched final : public LineSink {
 public:
  explicit Watched(Size size = {24, 80}, LineTag tag = 0) : tag_(tag), terminal_(how(size), *this) {}

  Watched& feed(std::string_view bytes) {
    terminal_.feed(bytes, at(1));
    return *this;
  }
  Watched& begin(Epoch epoch) {
    terminal_.begin_epoch(epoch_ = epoch);
    return *this;
  }
  std::vector<Ranged> finish() {
    terminal_.finish(at(1));
    return lines;
  }
  Terminal& terminal() { return terminal_; }

  std::vector<Told> marked_lines;
  std::vector<Ranged> lines;

 private:
  static Terminal::Options how(Size size) {
    Terminal::Options how = options(size);
    how.marker = kMarker;
    return how;
  }
  void line(const Line& line) override {
    lines.push_back({std::string(line.text), line.first_epoch, line.last_epoch, line.tag});
  }
  LineTag marked(const MarkedLine& line) override {
    marked_lines.push_back({std::string(line.text), line.fresh});
    terminal_.begin_epoch(++epoch_);
    return tag_;
  }

  LineTag tag_;
  Epoch epoch_ = 1;
  Terminal terminal_;
};

}  // namespace

TEST_CASE("a line knows the epochs it was written in", "[terminal][epochs]") {
  Watched watched;
  watched.feed("one\nbegun ").begin(2).feed("and ended\nthree\n").begin(3).feed("four");
  CHECK(watched.finish() ==
        std::vector<Ranged>{{"one", 1, 1}, {"begun and ended", 1, 2}, {"three", 2, 2}, {"four", 3, 3}});
}

TEST_CASE("a row that was rewritten keeps the epoch of what was there, unless all of it was erased",
          "[terminal][epochs]") {
  Watched watched;
  watched.feed("abcdef").begin(2).feed("\rABC\n");
  watched.begin(3).feed("secret").begin(4).feed("\r\x1b[2Kopen\n");
  CHECK(watched.finish() == std::vector<Ranged>{{"ABCdef", 1, 2}, {"open", 4, 4}});
}

TEST_CASE("a line of several rows has the epochs of all of them, also where some have left the screen",
          "[terminal][epochs]") {
  Watched watched({2, 4});
  watched.feed("aaaabbbb").begin(2).feed("cccc").begin(3).feed("dddd\nnext\n");
  CHECK(watched.finish() == std::vector<Ranged>{{"aaaabbbbccccdddd", 1, 3}, {"next", 3, 3}});
}

TEST_CASE("lines that skip the emulator have their epoch too", "[terminal][epochs]") {
  Watched watched({2, 80});
  watched.feed("one\ntwo\nthree\n").begin(2).feed("four\n\x1b[31mfive\x1b[0m\n");
  CHECK(watched.finish() ==
        std::vector<Ranged>{{"one", 1, 1}, {"two", 1, 1}, {"three", 1, 1}, {"four", 2, 2}, {"five", 2, 2}});
}

TEST_CASE("a marked line is told at its line feed, before anything that follows is written", "[terminal][epochs]") {
  Watched watched({24, 80}, 7);
  watched.feed("before\n/MARK this\nafter\n");
  CHECK(watched.marked_lines == std::vector<Told>{{"/MARK this", true}});
  CHECK(watched.finish() == std::vector<Ranged>{{"before", 1, 1}, {"/MARK this", 1, 1, 7}, {"after", 2, 2}});
}

TEST_CASE("a line is marked as it is seen, however it was printed", "[terminal][epochs]") {
  const auto [bytes, text] = GENERATE(values<std::pair<const char*, const char*>>({
      {"/MARK\x1b[32m green\x1b[0m\n", "/MARK green"},
      {"/MA\x1b[1mRK\n", "/MARK"},
      {"XMARK x\r/\n", "/MARK x"},
      {"/MARKX\b \n", "/MARK"},
      {"50%/MARK\n", "50%/MARK"},
      {"long long text\r/MARK x\x1b[K\n", "/MARK x"},
      {"\xc3\xa9/MARK\n", "\xc3\xa9/MARK"},
      {"/MARK a\r\n", "/MARK a"},
      {"/MARK a\x1b"
       "E",
       "/MARK a"},
      {"/MARK a\v", "/MARK a"},
      {"/MARK tab\there\n", "/MARK tab\there"},
  }));
  for (const std::size_t chunk : {1, 2, 1000}) {
    Watched watched({24, 80}, 7);
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(chunk, rest.size())))
      watched.feed(rest.substr(0, chunk));
    REQUIRE(watched.marked_lines.size() == 1);
    CHECK(watched.marked_lines[0].text == text);
  }
}

TEST_CASE("a marked line that wraps is told whole, on a screen of any size", "[terminal][epochs]") {
  const int columns = GENERATE(2, 3, 5, 11, 40);
  Watched watched({2, columns}, 7);
  const std::string line = "/MARK and more than fits";
  watched.feed(line + "\nnext\n");
  CHECK(watched.marked_lines == std::vector<Told>{{line, true}});
  CHECK(watched.finish() == std::vector<Ranged>{{line, 1, 1, 7}, {"next", 2, 2}});
}

TEST_CASE("a marked line is not told at its line feed again", "[terminal][epochs]") {
  Watched watched({24, 80}, 7);
  watched.feed("/MARK\nbelow\n\x1b[2A\n\n\x1b[2A\n");  // up, and down over it
  CHECK(watched.marked_lines.size() == 1);
  watched.feed("\x1b[1A/MARK again\n");
  CHECK(watched.marked_lines.size() == 2);
}

TEST_CASE("a marked line with older text in it is not fresh", "[terminal][epochs]") {
  Watched watched({24, 80}, 7);
  watched.feed("/MARK {old}\n");  // begins epoch 2
  watched.feed("\x1b[A\x1b[6C<new>\n");
  CHECK(watched.marked_lines == std::vector<Told>{{"/MARK {old}", true}, {"/MARK <new>", false}});
  watched.feed("\x1b[Aall new/MARK\n\x1b[A/MARK\x1b[K\n");
  CHECK(watched.marked_lines[2] == Told{"all new/MARK", false});
  CHECK(watched.marked_lines[3] == Told{"/MARK", false});
}

TEST_CASE("a marked line keeps the tag it was given, unless it is changed after all", "[terminal][epochs]") {
  Watched watched({24, 80}, 7);
  watched.feed("one\n/MARK x\ntwo\n/MARK y\n").feed("\x1b[3A_\n\n\n");
  CHECK(watched.finish() == std::vector<Ranged>{{"one", 1, 1}, {"_MARK x", 1, 3}, {"two", 2, 2}, {"/MARK y", 2, 2, 7}});
}

TEST_CASE("a marker that the screen does not show is told from the bytes", "[terminal][epochs]") {
  const auto [bytes, told] = GENERATE(values<std::pair<const char*, const char*>>({
      {"\x1b[?1049h\n/MARK x\r\n\x1b[?1049l", "/MARK x"},
      {"\x1b[?7h\x1b[?7l\x1b[78Cab/MARK x\x1b[0m\n", "b/MARK x"},
      {"\x1b/MARK x\r\r\n", "\x1b/MARK x"},
      {"\x1b]0;/MARK x\n", ";/MARK x"},
  }));
  for (const std::size_t chunk : {1, 2, 1000}) {
    Watched watched({24, 80}, 7);
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(chunk, rest.size())))
      watched.feed(rest.substr(0, chunk));
    CHECK(watched.marked_lines == std::vector<Told>{{told, false}});
  }
}

TEST_CASE("of several markers in a line that the screen does not show each is told once, the last one as it stands",
          "[terminal][epochs]") {
  const auto [bytes, told] = GENERATE(values<std::pair<std::string, Texts>>({
      {"/MARK {a}\r/MARK {b}\r/MARK c\n", {"/MARK {a}\r", "\r/MARK {b}\r", "\r/MARK c"}},
      {"/MARK {a}/MARK {b}/MARK {c}\r\n", {"/MARK {a}", "}/MARK {b}", "}/MARK {c}"}},
      {"'/MARK {a}' 1 /MARK {a} 2 /MARK {a} 3 /MARK {b}\n", {"'/MARK {a}'", " /MARK {a} ", " /MARK {b}"}},
      {"/MARK {a\r/MARK {b" + std::string(1000, 'x') + "}\r/MARK {c}\n", {"\r/MARK {c}"}},
  }));
  for (const std::size_t chunk : {1, 2, 7, 2000}) {
    Watched watched({24, 80}, 7);
    watched.feed("\x1b[?1049h\n");
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(chunk, rest.size())))
      watched.feed(rest.substr(0, chunk));
    Texts texts;
    for (const Told& one : watched.marked_lines) texts.push_back(one.text);
    CAPTURE(chunk);
    CHECK(texts == told);
  }
}

TEST_CASE("of many markers in a line a bounded number is told", "[terminal][epochs]") {
  Watched watched({24, 80}, 7);
  std::string line = "\x1b[?1049h\n";
  for (int i = 0; i < 1000; ++i) line += "/MARK {" + std::to_string(i) + "}\r";
  watched.feed(line + "/MARK\n");
  CHECK(watched.marked_lines.size() == terminal::MarkerWatch::kMaxSuperseded + 1);
}

namespace {

constexpr char32_t kFirstLetter = 0x1D400;  // mathematical letters: one column wide, printed by nothing else here
constexpr Epoch kEpochs = 20;

std::string letter_of(Epoch epoch) {
  std::string letter;
  append_utf8(letter, kFirstLetter + epoch);
  return letter;
}

/// Nothing, or what is wrong with the range of a line.
std::string violation(const Ranged& line) {
  for (std::string_view rest = line.text; !rest.empty();) {
    const Utf8Char next = decode_utf8(rest);
    rest.remove_prefix(next.length);
    if (next.code_point < kFirstLetter || next.code_point > kFirstLetter + kEpochs) continue;
    const Epoch epoch = next.code_point - kFirstLetter;
    if (epoch < line.first || epoch > line.last) return "written in epoch " + std::to_string(epoch);
  }
  return "";
}

}  // namespace

// Each epoch writes a letter of its own among random output: a line in which it is found has the epoch in its range.
TEST_CASE("whatever is done to the screen, no character leaves the range of epochs of its line", "[terminal][epochs]") {
  const unsigned first_seed = seed();
  for (unsigned round = 0; round < 300; ++round) {
    INFO("LOGWRAP_SEED=" << first_seed + round);
    RandomBytes random(first_seed + round);
    Watched watched({2 + random.below(6), 2 + random.below(20)});
    for (Epoch epoch = 1; epoch <= kEpochs; ++epoch) {
      if (epoch > 1) watched.begin(epoch);
      for (int i = random.below(8); i >= 0; --i) {
        std::string letters;
        for (int n = random.below(30); n >= 0; --n) letters += letter_of(epoch);
        watched.feed(letters + random.soup(random.below(4)));
        if (random.below(20) == 0) watched.terminal().resize({2 + random.below(6), 2 + random.below(20)}, at(1));
      }
    }
    for (const Ranged& line : watched.finish()) {
      CAPTURE(line);
      REQUIRE(violation(line) == "");
    }
  }
}
