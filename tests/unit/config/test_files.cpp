#include "lib/config/file.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "lib/base/unique_fd.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace logwrap;

namespace {

constexpr std::size_t kMax = 1024;

std::string problem(const std::string& path) {
  const auto text = read_small_file(path, kMax);
  REQUIRE(text.has_error());
  return describe(text.error());
}

}  // namespace

TEST_CASE("a file is read whole, up to the bound", "[config]") {
  const Scratch scratch;
  CHECK(read_small_file(scratch.write("empty", ""), kMax).value() == "");
  CHECK(read_small_file(scratch.write("small", "pty: never\n"), kMax).value() == "pty: never\n");
  const std::string full(kMax, '#');
  CHECK(read_small_file(scratch.write("full", full), kMax).value() == full);
  CHECK_THAT(problem(scratch.write("over", full + "#")), contains_text("larger than 1 KiB"));
}

TEST_CASE("a file of 10 MB is refused unread", "[config]") {
  const Scratch scratch;
  const std::string path = scratch.write("huge", "");
  REQUIRE(::truncate(path.c_str(), 10'000'000) == 0);
  CHECK_THAT(problem(path), contains_text("larger than 1 KiB"));
}

TEST_CASE("a file whose size is not known is bounded as it is read", "[config]") {
  CHECK(read_small_file("/proc/self/cmdline", 64 * 1024).value()->find("test_config") != std::string::npos);
  CHECK_THAT(describe(read_small_file("/proc/self/smaps", kMax).error()), contains_text("larger than 1 KiB"));
}

TEST_CASE("a file that does not exist is nothing, not an error", "[config]") {
  const Scratch scratch;
  CHECK_FALSE(read_small_file(scratch.path("absent"), kMax).value().has_value());
  CHECK_FALSE(read_small_file(scratch.path("no/such/folder"), kMax).value().has_value());
  CHECK_FALSE(read_small_file(scratch.write("file", "") + "/below", kMax).value().has_value());
  REQUIRE(::symlink("nowhere", scratch.path("dangling").c_str()) == 0);
  CHECK_FALSE(read_small_file(scratch.path("dangling"), kMax).value().has_value());
}

TEST_CASE("a symbolic link to a file is followed", "[config]") {
  const Scratch scratch;
  scratch.write("dotfiles.yaml", "pty: never\n");
  REQUIRE(::symlink("dotfiles.yaml", scratch.path("link").c_str()) == 0);
  CHECK(read_small_file(scratch.path("link"), kMax).value() == "pty: never\n");
}

TEST_CASE("a directory, a FIFO, a socket or a device in the place of the file is refused at once", "[config]") {
  const Scratch scratch;
  CHECK_THAT(problem(scratch.path("")), contains_text("it is a directory"));
  REQUIRE(::mkfifo(scratch.path("fifo").c_str(), 0600) == 0);
  CHECK_THAT(problem(scratch.path("fifo")), contains_text("not a regular file"));
  CHECK_THAT(problem("/dev/zero"), contains_text("not a regular file"));
  const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = scratch.path("socket");
  REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size());
  REQUIRE(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK_THAT(problem(path), contains_text("it cannot be opened: "));
}

TEST_CASE("a loop of links and an unreadable file are told by their cause", "[config]") {
  const Scratch scratch;
  REQUIRE(::symlink("loop", scratch.path("loop").c_str()) == 0);
  CHECK_THAT(problem(scratch.path("loop")), contains_text("it cannot be opened: Too many levels of symbolic links"));
  if (::geteuid() == 0) return;  // root may read everything
  const std::string path = scratch.write("secret", "");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  CHECK_THAT(problem(path), contains_text("it cannot be opened: Permission denied"));
}
