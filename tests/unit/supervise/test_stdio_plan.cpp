#include "lib/supervise/stdio_plan.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {
constexpr FdInfo kTty{FdKind::Terminal, 1};
constexpr FdInfo kOtherTty{FdKind::Terminal, 2};
constexpr FdInfo kPipe{FdKind::Pipe, 0};
constexpr FdInfo kSocket{FdKind::Socket, 0};
constexpr FdInfo kFile{FdKind::Other, 0};
constexpr FdInfo kClosed{FdKind::Closed, 0};
using Streams = std::array<StreamKind, 2>;
constexpr auto kPtyStream = StreamKind::Pty;
}  // namespace

TEST_CASE("one terminal on all three is interactive", "[plan]") {
  CHECK(plan_stdio({kTty, kTty, kTty}, PtyUse::Auto).interactive);
  CHECK(plan_stdio({kTty, kTty, kTty}, PtyUse::Always).interactive);
}

TEST_CASE("two different terminals are not one", "[plan]") {
  CHECK_FALSE(plan_stdio({kTty, kTty, kOtherTty}, PtyUse::Auto).interactive);
}

TEST_CASE("without a terminal anywhere, the job gets a pty for each stream", "[plan]") {
  for (const FdInfo& out : {kPipe, kSocket, kFile}) {
    const StdioPlan plan = plan_stdio({kFile, out, out}, PtyUse::Auto);
    CHECK_FALSE(plan.interactive);
    CHECK(plan.streams == Streams{kPtyStream, kPtyStream});
  }
}

TEST_CASE("at a terminal a pipe stays a pipe, so that `logwrap -- ls | cat` prints what `ls | cat` prints", "[plan]") {
  CHECK(plan_stdio({kTty, kPipe, kTty}, PtyUse::Auto).streams == Streams{StreamKind::Pipe, kPtyStream});
  CHECK(plan_stdio({kTty, kTty, kSocket}, PtyUse::Auto).streams == Streams{kPtyStream, StreamKind::Pipe});
  CHECK(plan_stdio({kTty, kFile, kTty}, PtyUse::Auto).streams == Streams{kPtyStream, kPtyStream});
  CHECK(plan_stdio({kTty, kPipe, kTty}, PtyUse::Always).streams == Streams{kPtyStream, kPtyStream});
}

TEST_CASE("never means pipes throughout", "[plan]") {
  const StdioPlan plan = plan_stdio({kTty, kTty, kTty}, PtyUse::Never);
  CHECK_FALSE(plan.interactive);
  CHECK(plan.streams == Streams{StreamKind::Pipe, StreamKind::Pipe});
}

TEST_CASE("what logwrap was started without, the job is started without", "[plan]") {
  for (const PtyUse use : {PtyUse::Auto, PtyUse::Always, PtyUse::Never}) {
    CHECK(plan_stdio({kFile, kClosed, kFile}, use).streams[0] == StreamKind::Closed);
  }
}
