#include "lib/recorder/intake.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr std::size_t kMost = 64 * 1024;
constexpr std::chrono::hours kLong{1};  // what waits for it hangs

struct Fixture {
  PipeEnds pipe = make_pipe().value();
  SharedPageMap page = SharedPageMap::make().value();
  FrameReader frames;
  Intake intake{pipe.read.get(), *page};

  void send(std::string_view text) {
    std::string frame;
    append_frame(frame, FrameType::Output, Stream::Stdout, BootClock::now(), text);
    REQUIRE(write_all(pipe.write.get(), frame));
  }
  /// The texts that one read brings.
  std::vector<std::string> take(Intake::Pace pace) {
    const Transfer read = intake.wait_and_read(frames, std::nullopt, kMost, pace);
    REQUIRE(read.state == Transfer::State::Done);
    frames.commit(read.bytes);
    std::vector<std::string> texts;
    while (const auto frame = frames.next()) texts.emplace_back(frame->payload);
    return texts;
  }
};

}  // namespace

TEST_CASE("what comes while the recorder gathers is taken together, and nothing is missing", "[intake]") {
  Fixture f;
  std::vector<std::string> taken;
  for (int i = 0; i < 8; i += 2) {
    f.send(std::to_string(i));
    f.send(std::to_string(i + 1));
    const std::vector<std::string> texts = f.take(Intake::Pace::Gathering);
    taken.insert(taken.end(), texts.begin(), texts.end());
  }
  CHECK(taken == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7"});
  CHECK(f.intake.is_empty());
  CHECK(f.page->gathering == 0);
}

TEST_CASE("nothing came until it was due: the recorder has other things to do", "[intake]") {
  Fixture f;
  const Transfer read = f.intake.wait_and_read(f.frames, BootClock::now(), kMost, Intake::Pace::Gathering);
  CHECK(read.state == Transfer::State::WouldBlock);
  f.send("late");
  CHECK_FALSE(f.intake.is_empty());
}

TEST_CASE("a pump that has died is the end of what comes", "[intake]") {
  Fixture f;
  f.send("last");
  f.pipe.write.reset();
  CHECK(f.take(Intake::Pace::Gathering) == std::vector<std::string>{"last"});
  CHECK(f.intake.wait_and_read(f.frames, std::nullopt, kMost, Intake::Pace::Gathering).state == Transfer::State::End);
}

TEST_CASE("a bell that was rung before anybody listened is heard", "[intake]") {
  const SharedPageMap page = SharedPageMap::make().value();
  const std::uint32_t heard = page->bell;
  ring_bell(*page);
  wait_for_bell(*page, heard, kLong);
  CHECK(page->bell == heard + 1);
}

TEST_CASE("the bell wakes a recorder that gathers, in another process", "[intake]") {
  const SharedPageMap page = SharedPageMap::make().value();
  const std::uint32_t heard = page->bell;
  const pid_t pump = ::fork();
  REQUIRE(pump >= 0);
  if (pump == 0) {
    while (page->gathering == 0) ::sched_yield();
    ring_bell(*page);
    ::_exit(0);
  }
  page->gathering = 1;
  wait_for_bell(*page, heard, kLong);
  CHECK(page->bell == heard + 1);
  ::waitpid(pump, nullptr, 0);
}
