// What goes through a PipeQueue comes out as it went in, whatever is appended, written, read and taken in between.
#include "lib/supervise/pipe_queue.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Way {
  UniqueFd in;
  UniqueFd out;
};

Way pipe_of(int bytes) {
  PipeEnds ends = make_pipe(O_NONBLOCK).value();
  ::fcntl(ends.write.get(), F_SETPIPE_SZ, bytes);
  return {std::move(ends.write), std::move(ends.read)};
}

/// No pipe: its pages cannot be lent to it.
Way socket_way() {
  int ends[2] = {-1, -1};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

class Traffic {
 public:
  Traffic(Way way, unsigned seed) : way_(std::move(way)), random_(seed) {}

  void append(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    queue_.append(bytes);
    expected_ += bytes;
  }
  /// Until the pipe is full, or nothing waits.
  void write() {
    while (queue_.size() > 0) {
      const Transfer written = queue_.write_to(way_.in.get());
      if (written.state == Transfer::State::WouldBlock) return;
      REQUIRE(written.state == Transfer::State::Done);
    }
  }
  /// The queue is told later of some of it.
  void read(std::size_t most) {
    std::string bytes(most, '\0');
    const Transfer read = read_some(way_.out.get(), bytes.data(), most);
    if (read.state != Transfer::State::Done) return;
    got_.append(bytes, 0, read.bytes);
    if (upto(2) == 0) queue_.taken(got_.size());
  }
  std::size_t upto(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random_); }

  void run(int turns) {
    for (int i = 0; i < turns; ++i) {
      append(upto(upto(3) == 0 ? 100'000 : 5'000));
      if (upto(3) != 0) write();
      if (upto(3) != 0) read(1 + upto(80'000));
    }
    while (got_.size() < expected_.size()) {
      write();
      read(65'536);
    }
    CHECK(queue_.size() == 0);
    CHECK(queue_.written() == expected_.size());
    CHECK((got_ == expected_));  // not printed: megabytes of noise
  }
  PipeQueue& queue() { return queue_; }
  void begin_anew(Way way) {
    way_ = std::move(way);
    queue_.clear();
    got_.clear();
    expected_.clear();
  }

 private:
  Way way_;
  std::minstd_rand random_;
  PipeQueue queue_;
  std::string expected_;
  std::string got_;
};

}  // namespace

TEST_CASE("what was appended to a queue comes out of the pipe as it was, in order", "[pipe_queue]") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
  const int size = GENERATE(4096, 65'536, 262'144);
  CAPTURE(seed, size);
  Traffic(pipe_of(size), seed).run(300);
}

TEST_CASE("a queue whose pages cannot be lent copies", "[pipe_queue]") {
  Traffic(socket_way(), 5).run(200);
}

TEST_CASE("a queue begins anew with another pipe, whatever was on its way", "[pipe_queue]") {
  Traffic traffic(pipe_of(65'536), 6);
  traffic.append(300'000);
  traffic.write();
  traffic.read(1000);
  traffic.begin_anew(pipe_of(65'536));
  CHECK(traffic.queue().size() == 0);
  traffic.run(100);
}

TEST_CASE("what a pipe was lent stays in it when the queue is gone", "[pipe_queue]") {
  const Way way = pipe_of(262'144);
  const std::string bytes(200'000, 'x');
  {
    PipeQueue queue;
    queue.append(bytes);
    while (queue.size() > 0) REQUIRE(queue.write_to(way.in.get()).state == Transfer::State::Done);
  }
  std::vector<std::string> others(100, std::string(65'536, 'y'));  // would be laid where it had its own, if freed
  std::string got;
  while (got.size() < bytes.size()) {
    std::string piece(65'536, '\0');
    const Transfer read = read_some(way.out.get(), piece.data(), piece.size());
    REQUIRE(read.state == Transfer::State::Done);
    got.append(piece, 0, read.bytes);
  }
  CHECK((got == bytes));
}

TEST_CASE("where nobody reads any more a queue says so, and lends to the next reader all the same", "[pipe_queue]") {
  ::signal(SIGPIPE, SIG_IGN);
  Way dead = pipe_of(65'536);
  dead.out.reset();
  PipeQueue queue;
  queue.append(std::string(10'000, 'x'));
  CHECK(queue.write_to(dead.in.get()).state == Transfer::State::Failed);
  CHECK(queue.size() == 10'000);
  queue.clear();
  queue.append(std::string(10'000, 'a'));
  const Way next = pipe_of(65'536);
  CHECK(queue.write_to(next.in.get()).bytes == 10'000);
  queue.taken(10'000);  // it was not, so that what comes next stands in its place: lent it was
  queue.append(std::string(10'000, 'b'));
  std::string got(10'000, '\0');
  CHECK(read_some(next.out.get(), got.data(), got.size()).bytes == 10'000);
  CHECK((got == std::string(10'000, 'b')));
}
