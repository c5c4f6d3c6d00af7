#include "lib/supervise/command_spotter.hpp"

#include <random>
#include <string>

#include "tests/support/catch.hpp"

using namespace logwrap;
using Spotted = CommandSpotter::Spotted;

TEST_CASE("a command is spotted however its bytes are cut", "[spotter]") {
  const std::string text = R"(loss 0.5 / 3 //LOG/LOGCOMMAND {"mode":"disabled"})";
  for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
    CommandSpotter spotter;
    std::size_t spotted = 0;
    for (std::size_t at = 0; at < text.size(); at += chunk)
      spotted += spotter.look(Stream::Stdout, std::string_view(text).substr(at, chunk)) == Spotted::Whole ? 1 : 0;
    CHECK(spotted == 1);
    CHECK(spotter.seen());
  }
}

TEST_CASE("what is not the marker is not spotted, nor one that is parted over the streams", "[spotter]") {
  CommandSpotter spotter;
  CHECK(spotter.look(Stream::Stdout, "/LOGCOMMAN D /LOGCOM/LOGCOM /logcommand") == Spotted::None);
  CHECK(spotter.look(Stream::Stdout, "/LOGCOM") == Spotted::None);
  CHECK(spotter.look(Stream::Stderr, "MAND") == Spotted::None);
  CHECK_FALSE(spotter.seen());
  CHECK(spotter.look(Stream::Stdout, "MAND") == Spotted::Whole);
}

TEST_CASE("a second command is spotted as the first", "[spotter]") {
  CommandSpotter spotter;
  CHECK(spotter.look(Stream::Stdout, "/LOGCOMMAND /LOGCOM") == Spotted::Whole);
  CHECK(spotter.look(Stream::Stdout, "MAND") == Spotted::Whole);
  CHECK(spotter.look(Stream::Stdout, " {}") == Spotted::None);
  CHECK(spotter.seen());
}

TEST_CASE("the spotter finds what a search over all bytes finds", "[spotter]") {
  std::mt19937 random(1);
  const std::string alphabet = "/LOGCMAND";
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      if (random() % 8 == 0) text += std::string(kCommandMarker).substr(0, random() % 12);
      text += alphabet[random() % alphabet.size()];
    }
    CommandSpotter spotter;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + random() % 9;
      (void)spotter.look(Stream::Stdout, std::string_view(text).substr(at, size));
      at += size;
    }
    CAPTURE(text);
    CHECK(spotter.seen() == (text.find(kCommandMarker) != std::string::npos));
  }
}

TEST_CASE("a command whose marker began before a gap is known to be missing, however it is cut", "[spotter]") {
  const std::string marker(kCommandMarker);
  for (std::size_t cut = 0; cut <= marker.size(); ++cut) {
    CommandSpotter spotter;
    (void)spotter.look(Stream::Stdout, "x" + marker.substr(0, cut));
    spotter.gap();
    CHECK(spotter.look(Stream::Stderr, "/") == Spotted::None);
    const Spotted expected = cut == 0 ? Spotted::Whole : cut == marker.size() ? Spotted::None : Spotted::AcrossGap;
    CHECK(spotter.look(Stream::Stdout, marker.substr(cut) + " {}") == expected);
    CHECK(spotter.look(Stream::Stdout, marker) == Spotted::Whole);
  }
}

TEST_CASE("what only looked like a marker before a gap does not make the next one a part of it", "[spotter]") {
  CommandSpotter spotter;
  (void)spotter.look(Stream::Stdout, "12/");
  spotter.gap();
  CHECK(spotter.look(Stream::Stdout, "50 done\n") == Spotted::None);
  CHECK(spotter.look(Stream::Stdout, kCommandMarker) == Spotted::Whole);
}
