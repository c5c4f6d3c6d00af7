#include "lib/base/unique_fd.hpp"

#include <fcntl.h>

#include <cerrno>
#include <type_traits>
#include <utility>

#include "tests/support/catch.hpp"

using logwrap::UniqueFd;

namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1 || errno != EBADF;
}

UniqueFd open_null() {
  UniqueFd fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  REQUIRE(fd.valid());
  return fd;
}

}  // namespace

static_assert(!std::is_copy_constructible_v<UniqueFd> && !std::is_copy_assignable_v<UniqueFd>);
static_assert(std::is_nothrow_move_constructible_v<UniqueFd> && std::is_nothrow_move_assignable_v<UniqueFd>);

TEST_CASE("a new owner owns nothing", "[unique_fd]") {
  const UniqueFd fd;
  CHECK_FALSE(fd.valid());
  CHECK_FALSE(static_cast<bool>(fd));
  CHECK(fd.get() == -1);
}

TEST_CASE("an owner that ends closes its descriptor", "[unique_fd]") {
  int number = -1;
  {
    const UniqueFd fd = open_null();
    number = fd.get();
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("moving hands the descriptor over and leaves nothing", "[unique_fd]") {
  UniqueFd first = open_null();
  const int number = first.get();
  const UniqueFd second = std::move(first);
  CHECK(second.get() == number);
  CHECK_FALSE(first.valid());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): as documented
  CHECK(is_open(number));
}

TEST_CASE("assigning closes what was owned before", "[unique_fd]") {
  UniqueFd target = open_null();
  const int old = target.get();
  UniqueFd source = open_null();
  const int number = source.get();
  target = std::move(source);
  CHECK(target.get() == number);
  CHECK_FALSE(is_open(old));
  CHECK(is_open(number));
}

TEST_CASE("assigning an owner to itself keeps the descriptor open", "[unique_fd]") {
  UniqueFd fd = open_null();
  const int number = fd.get();
  UniqueFd& same = fd;
  fd = std::move(same);
  CHECK(fd.get() == number);
  CHECK(is_open(number));
}

TEST_CASE("a released descriptor stays open and is nobody's", "[unique_fd]") {
  int number = -1;
  {
    UniqueFd fd = open_null();
    number = fd.release();
    CHECK_FALSE(fd.valid());
  }
  CHECK(is_open(number));
  CHECK(::close(number) == 0);
}

TEST_CASE("resetting closes once and can take another", "[unique_fd]") {
  UniqueFd fd = open_null();
  const int number = fd.get();
  fd.reset();
  CHECK_FALSE(fd.valid());
  CHECK_FALSE(is_open(number));
  fd.reset();
  fd.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(fd.valid());
}
