#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

struct Session {
  explicit Session(Size size = {24, 80}) : terminal(options(size), lines) {}
  Lines lines;
  Terminal terminal;
};

}  // namespace

TEST_CASE("a row above the cursor is final when it was still for half a second", "[terminal]") {
  Session session;
  session.terminal.feed("one\ntwo", at(1));
  CHECK(session.terminal.next_due() == at(1.5));
  session.terminal.commit_due(at(1.499));
  CHECK(session.lines.texts().empty());
  session.terminal.commit_due(at(1.5));
  CHECK(session.lines.texts() == Texts{"one"});
  CHECK(session.lines.kept[0].time == at(1));
}

TEST_CASE("the cursor's row is never final before the end", "[terminal]") {
  Session session;
  session.terminal.feed("prompt> ", at(1));
  CHECK(!session.terminal.next_due());
  session.terminal.commit_due(at(1000));
  CHECK(session.lines.texts().empty());
  CHECK(session.terminal.pending_lines() == 1);
  session.terminal.finish(at(1000));
  CHECK(session.lines.texts() == Texts{"prompt> "});
  CHECK(session.lines.kept[0].time == at(1));
}

TEST_CASE("with little patience a row above the cursor is final at once", "[terminal]") {
  Session session;
  session.terminal.feed("one\ntwo\nthree\x1b[A", at(1));
  session.terminal.set_patience(Terminal::Patience::Little);
  CHECK(session.terminal.next_due() == at(1));
  session.terminal.commit_due(at(1));
  CHECK(session.lines.texts() == Texts{"one"});
  session.terminal.set_patience(Terminal::Patience::Usual);
  session.terminal.feed("\nfour\n", at(2));
  session.terminal.commit_due(at(2.4));
  CHECK(session.lines.texts() == Texts{"one"});
}

TEST_CASE("with little patience a row that is redrawn waits for a tenth of a second", "[terminal]") {
  Session session;
  session.terminal.set_patience(Terminal::Patience::Little);
  session.terminal.feed("bar 1\nbar 2\x1b[A\rbar 3\n", at(1));
  CHECK(session.terminal.next_due() == at(1.1));
}

TEST_CASE("what is unfinished can be seen, and is handed out all the same", "[terminal]") {
  Session session;
  session.terminal.feed("one\nunfinished\n\x1b[31mbelow\x1b[A\r", at(1));
  Lines seen;
  session.terminal.show_unfinished(seen);
  CHECK(seen.texts() == Texts{"one", "unfinished", "below"});
  CHECK(session.lines.texts().empty());
  session.terminal.commit_due(at(1.5));
  seen.kept.clear();
  session.terminal.show_unfinished(seen);
  CHECK(seen.texts() == Texts{"unfinished", "below"});
  session.terminal.finish(at(2));
  CHECK(session.lines.texts() == Texts{"one", "unfinished", "below"});
}

TEST_CASE("of what is unfinished, what moves is told from what is only waited for", "[terminal]") {
  struct Moving final : LineSink {
    void line(const Line& line) override {
      if (line.moving) texts.emplace_back(line.text);
    }
    Texts texts;
  };
  Session session;
  session.terminal.feed("one\nupper bar\nlower bar\x1b[A\r", at(1));
  Moving seen;
  session.terminal.show_unfinished(seen);
  CHECK(seen.texts == Texts{"upper bar", "lower bar"});
  Session ended;
  ended.terminal.feed("one\ntwo\n", at(1));
  Moving nothing;
  ended.terminal.show_unfinished(nothing);
  CHECK(nothing.texts.empty());
}

TEST_CASE("an unfinished line that has partly left the screen is seen whole", "[terminal]") {
  Session session({3, 10});
  const std::string line = "0123456789abcdefghijklmnopqrstuvwxyz and on and on";
  session.terminal.feed(line, at(1));
  Lines seen;
  session.terminal.show_unfinished(seen);
  CHECK(seen.texts() == Texts{line});
}

TEST_CASE("rows that the cursor moved up over wait for ten seconds", "[terminal]") {
  Session session;
  session.terminal.feed("bar 1\nbar 2\n\x1b[2Abar 1 again\n\n", at(1));
  CHECK(session.terminal.next_due() == at(11));
  session.terminal.commit_due(at(10.9));
  CHECK(session.lines.texts().empty());
  session.terminal.commit_due(at(11));
  CHECK(session.lines.texts() == Texts{"bar 1 again", "bar 2"});
}

TEST_CASE("rows written while the cursor is hidden wait until it is shown", "[terminal]") {
  Session session;
  session.terminal.feed("\x1b[?25lbar\n", at(1));
  CHECK(session.terminal.next_due() == at(11));
  session.terminal.feed("\x1b[?25h", at(2));
  CHECK(session.terminal.next_due() == at(1.5));
  session.terminal.commit_due(at(2));
  CHECK(session.lines.texts() == Texts{"bar"});
}

TEST_CASE("restoring a cursor neither shows nor hides it", "[terminal]") {
  const auto [save, restore] = GENERATE(values<std::pair<std::string, std::string>>({{"\x1b\x37", "\x1b\x38"},
                                                                                     {"\x1b[s", "\x1b[u"},
                                                                                     {"\x1b[?1048h", "\x1b[?1048l"},
                                                                                     {"\x1b[?1049h", "\x1b[?1049l"}}));
  Session hidden;
  hidden.terminal.feed(save + "\x1b[?25l" + restore + "bar\n", at(1));
  CHECK(hidden.terminal.next_due() == at(11));
  Session shown;
  shown.terminal.feed("\x1b[?25l" + save + "\x1b[?25h" + restore + "line\n", at(1));
  CHECK(shown.terminal.next_due() == at(1.5));
}

TEST_CASE("a reset shows the cursor", "[terminal]") {
  Session session;
  session.terminal.feed(std::string("\x1b[?25l") + GENERATE("\x1b\x63", "\x1b[!p") + "line\n", at(1));
  CHECK(session.terminal.next_due() == at(1.5));
}

TEST_CASE("restoring a cursor that was visible ends nothing", "[terminal]") {
  Session session;
  session.terminal.feed("a\nb\n\x1b\x37\x1b[A\x1b\x38", at(1));
  CHECK(session.terminal.next_due() == at(1.5));
  session.terminal.commit_due(at(2));
  CHECK(session.lines.texts() == Texts{"a"});
  CHECK(session.terminal.next_due() == at(11));
}

TEST_CASE("a row that waited at the cursor has to be still above it too", "[terminal]") {
  Session session;
  session.terminal.feed("bar 0%", at(1));
  session.terminal.feed("\n", at(9));
  CHECK(session.terminal.next_due() == at(9.5));
  session.terminal.feed("\x1b[A\rbar 9%\n", at(9.1));
  session.terminal.commit_due(at(30));
  CHECK(session.lines.texts() == Texts{"bar 9%"});
  CHECK(session.lines.kept[0].time == at(9.1));
}

TEST_CASE("what scrolls off the top is final at once", "[terminal]") {
  Session session({3, 80});
  session.terminal.feed("1\n2\n3\n4\n", at(1));
  CHECK(session.lines.texts() == Texts{"1", "2"});
  CHECK(session.terminal.pending_lines() == 2);
}

TEST_CASE("what scrolls off a region that starts at the top is final, what a deleted line held is gone", "[terminal]") {
  Session region({6, 80});
  region.terminal.feed("\x1b[1;3r1\n2\n3\n4\n5", at(1));
  CHECK(region.lines.texts() == Texts{"1", "2"});
  Session deleted({6, 80});
  deleted.terminal.feed("1\n2\n3\x1b[H\x1b[M", at(1));
  deleted.terminal.finish(at(1));
  CHECK(deleted.lines.texts() == Texts{"2", "3"});
}

TEST_CASE("a region that starts lower scrolls nothing out", "[terminal]") {
  CHECK(recorded("top\x1b[2;3r\x1b[2Ha\nb\nc\nd", {6, 80}) == Texts{"top", "c", "d"});
}

TEST_CASE("scrolling by more than the screen loses nothing", "[terminal]") {
  CHECK(recorded("1\n2\n3\x1b[9999S", {5, 80}) == Texts{"1", "2", "3"});
}

TEST_CASE("erasing to the end from home is erasing the page", "[terminal]") {
  CHECK(recorded("before\nlost?\x1b[H\x1b[Jafter\x1b[1;3H\x1b[J") == Texts{"before", "lost?", "af"});
  CHECK(recorded("kept\x1b[?1049h\x1b[H\x1b[Jvim\x1b[?1049l\r\n") == Texts{"kept"});
}

TEST_CASE("erasing the page makes it final, erasing the scrollback takes nothing back", "[terminal]") {
  Session session;
  session.terminal.feed("a\nb\x1b[H\x1b[2J\x1b[3Jc", at(1));
  CHECK(session.lines.texts() == Texts{"a", "b"});
  session.terminal.feed(
      "\x1b"
      "cd",
      at(2));
  CHECK(session.lines.texts() == Texts{"a", "b", "c"});
}

TEST_CASE("a row changed after it was handed out is handed out again as a rewrite", "[terminal]") {
  Session session;
  session.terminal.feed("one\ntwo\n", at(1));
  session.terminal.commit_due(at(2));
  CHECK(session.lines.texts() == Texts{"one", "two"});
  session.terminal.feed("\x1b[2A\rONE\n\n", at(3));
  session.terminal.commit_due(at(20));
  REQUIRE(session.lines.texts() == Texts{"one", "two", "ONE"});
  CHECK(session.lines.kept[2].rewrite);
  CHECK(session.lines.kept[2].time == at(3));
  session.terminal.finish(at(21));
  CHECK(session.lines.kept.size() == 3);
}

TEST_CASE("a row that is written again as it was is not handed out again", "[terminal]") {
  Session session;
  session.terminal.feed("one\ntwo\n", at(1));
  session.terminal.commit_due(at(2));
  session.terminal.feed("\x1b[2A\rone\n\n", at(3));
  session.terminal.finish(at(20));
  CHECK(session.lines.texts() == Texts{"one", "two"});
}

TEST_CASE("rows are handed out in order: what waits holds back what is below", "[terminal]") {
  Session session;
  session.terminal.feed("bar\n\x1b[A\rbar 2\nplain\n", at(1));
  session.terminal.commit_due(at(5));
  CHECK(session.lines.texts().empty());
  session.terminal.commit_due(at(11));
  CHECK(session.lines.texts() == Texts{"bar 2", "plain"});
}

TEST_CASE("what was still before new bytes came is handed out before they change it", "[terminal]") {
  Session session;
  session.terminal.feed("one\n", at(1));
  session.terminal.feed("\x1b[A\rTWO\n", at(5));
  CHECK(session.lines.texts() == Texts{"one"});
}

TEST_CASE("nothing on the alternate screen is recorded, and the main screen comes back as it was", "[terminal]") {
  for (const std::string mode : {"1049", "1047", "47"}) {
    CAPTURE(mode);
    Session session({5, 80});
    session.terminal.feed("before\n\x1b[?" + mode + "h\x1b[H\x1b[2J", at(1));
    for (int i = 0; i < 20; ++i) session.terminal.feed("alternate\n", at(2));
    session.terminal.commit_due(at(100));
    CHECK(session.lines.texts() == Texts{"before"});
    session.terminal.feed("\x1b[?" + mode + "l\rafter", at(101));
    session.terminal.finish(at(102));
    CHECK(session.lines.texts() == Texts{"before", "after"});
  }
}

TEST_CASE("the cursor comes back to where it was, whatever was saved on the alternate screen", "[terminal]") {
  const auto* there = GENERATE("\x1b\x37", "\x1b[s", "\x1b[?1048h", "\x1b[?1049h", "\x1b[?1047h", "\x1b[!p");
  CHECK(recorded("one\n\x1b[?1049h\x1b[5;9H" + std::string(there) + "x\x1b[?1049ltwo\n") == Texts{"one", "two"});
}

TEST_CASE("leaving the alternate screen without having entered it takes the cursor nowhere", "[terminal]") {
  const std::string before = GENERATE("", "\x1b[5;5H\x1b\x37\x1b\x63", "\x1b\x37\x1b[!p");
  CHECK(recorded(before + "one\ntwo\n\x1b[?1049l\x1b[?1047l\x1b[?47lthree\n") == Texts{"one", "two", "three"});
}

TEST_CASE("a reset on the alternate screen leaves it", "[terminal]") {
  CHECK(recorded("a\x1b[?1049hx\x1b"
                 "cb\n") == Texts{"a", "b"});
}

TEST_CASE("a line within which the output ends is cut, and no other", "[terminal]") {
  const std::vector<Kept> kept = kept_lines("one\ntwo\n\x1b[Athree\nfour", options({24, 80}));
  REQUIRE(kept.size() == 3);
  CHECK(kept[1].text == "three");
  CHECK(!kept[0].cut);
  CHECK(!kept[1].cut);
  CHECK(kept[2].cut);
}

TEST_CASE("a line of which the rest is erased, or written over, where it wrapped is cut", "[terminal]") {
  for (const char* over : {"\r\x1b[K\n", "\x1b[2K\n", "\rnew\n"}) {
    CAPTURE(over);
    const std::vector<Kept> kept = kept_lines("12345678901234" + std::string(over), options({4, 10}));
    REQUIRE(!kept.empty());
    CHECK(kept[0].text == "1234567890");
    CHECK(kept[0].cut);
  }
  // The row on which it began has left the screen.
  const std::vector<Kept> kept = kept_lines("1\n2\n1234567890abcdefghijABCDEFGHIJx\r\x1b[Knew\n", options({2, 10}));
  REQUIRE(kept.size() == 4);
  CHECK(kept[2].text == "1234567890abcdefghijABCDEFGHIJ");
  CHECK(kept[2].cut);
  CHECK(!kept_lines("12345678901234\n", options({4, 10}))[0].cut);
}

TEST_CASE("what was lost before and behind a line is known of it, however it gets off the screen", "[terminal]") {
  for (const char* behind :
       {"\n", "\n\n\n\n\n", " and so long that it is more than a row of the screen\n", "\x1b[A\x1b[B\n"}) {
    for (const int rows : {2, 24}) {
      CAPTURE(behind, rows);
      Session session({rows, 20});
      session.terminal.feed("a\nb\nc\nhalf", at(1));
      session.terminal.cut_off();
      session.terminal.feed("\x18\r\n", at(1));
      session.terminal.tear();
      session.terminal.feed("rest", at(1));
      Lines shown;
      session.terminal.show_unfinished(shown);
      CHECK(shown.kept.back().torn);
      session.terminal.feed(behind, at(1));
      session.terminal.feed("next\n", at(1));
      session.terminal.finish(at(2));
      Texts torn;
      Texts cut;
      for (const Kept& line : session.lines.kept) {
        if (line.torn) torn.push_back(line.text.substr(0, 4));
        if (line.cut) cut.push_back(line.text);
      }
      CHECK(torn == Texts{"rest"});
      CHECK(cut == Texts{"half"});
    }
  }
}
