#include "lib/supervise/adopt.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>

#include "lib/base/syscall.hpp"
#include "tests/support/catch.hpp"

namespace logwrap {

namespace {

/// What came as a message: its text, and the inodes of its descriptors.
struct Received {
  std::string text;
  std::vector<ino_t> files;
};

ino_t inode(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

Received receive(int socket) {
  Received received;
  std::array<char, kMaxStartBytes> text{};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
  iovec whole{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &whole;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got > 0) received.text.assign(text.data(), static_cast<std::size_t>(got));
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr) return received;
  for (std::size_t at = CMSG_LEN(0); at < header->cmsg_len; at += sizeof(int)) {
    int fd = -1;
    std::copy_n(reinterpret_cast<const char*>(header) + at, sizeof fd, reinterpret_cast<char*>(&fd));
    received.files.push_back(inode(fd));
    ::close(fd);
  }
  return received;
}

struct Ends {
  Adopted ours;
  UniqueFd jobs;
};

Ends make_ends() {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds.data()) == 0);
  return {{1, UniqueFd(fds[0])}, UniqueFd(fds[1])};
}

}  // namespace

TEST_CASE("an adopted job gets its streams and its variables in one message", "[adopt]") {
  const Ends ends = make_ends();
  auto out = make_pipe();
  auto err = make_pipe();
  REQUIRE((out && err));
  const std::vector<ino_t> files{inode(out->write.get()), inode(err->write.get())};
  std::vector<JobEnd> job_ends;
  job_ends.push_back({Stream::Stderr, std::move(err->write)});
  job_ends.push_back({Stream::Stdout, std::move(out->write)});
  REQUIRE(let_start(ends.ours, job_ends, {{"A", "1"}, {"B", "x=y"}}));
  const Received received = receive(ends.jobs.get());
  CHECK(received.text == "3A=1\nB=x=y\n");
  CHECK(received.files == files);
}

TEST_CASE("a job whose streams are its own is only told to start", "[adopt]") {
  const Ends ends = make_ends();
  REQUIRE(let_start(ends.ours, {}, {}));
  const Received received = receive(ends.jobs.get());
  CHECK(received.text == "0");
  CHECK(received.files.empty());
}

TEST_CASE("that nobody waits for the streams any more is an error, and no signal", "[adopt]") {
  Ends ends = make_ends();
  ends.jobs.reset();
  CHECK_FALSE(let_start(ends.ours, {}, {}));
}

TEST_CASE("what is no child or no socket is not adopted", "[adopt]") {
  const Ends ends = make_ends();
  const std::string socket = std::to_string(ends.jobs.get());
  for (const std::string& text : {std::string(), std::string("1"), std::string(":"), std::string("x:y"), "1:" + socket,
                                  std::string("1:0"), "-1:" + socket, "99999999999:" + socket}) {
    CAPTURE(text);
    CHECK_FALSE(take_adopted(text));
  }
}

}  // namespace logwrap
