#include <sys/stat.h>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

using Place = StateDirPath::Place;

namespace {

std::optional<std::string_view> all_local(const std::string&) {
  return std::nullopt;
}
std::optional<std::string_view> all_nfs(const std::string&) {
  return "NFS";
}

StateDirSources sources(std::string chosen, std::string xdg, std::string home) {
  return {std::move(chosen), std::move(xdg), std::move(home), 1000};
}

Result<StateDir> open_at(const std::filesystem::path& path, Place place = Place::Chosen) {
  return StateDir::open({path.string(), place, ""}, ::geteuid());
}

}  // namespace

TEST_CASE("the directory that was chosen is taken as it is, on whatever file system", "[state]") {
  CHECK(locate_state_dir(sources("/scratch/x", "/xdg", "/home/a"), all_nfs).path == "/scratch/x");
}

TEST_CASE("without a choice it is in $XDG_STATE_HOME, else in the home", "[state]") {
  CHECK(locate_state_dir(sources("", "/xdg", "/home/a"), all_local).path == "/xdg/logwrap");
  CHECK(locate_state_dir(sources("", "", "/home/a"), all_local).path == "/home/a/.local/state/logwrap");
  CHECK(locate_state_dir(sources("", "relative", "/home/a"), all_local).path == "/home/a/.local/state/logwrap");
}

TEST_CASE("without a home, or with one on the network, it is in /var/tmp", "[state]") {
  const StateDirPath homeless = locate_state_dir(sources("", "", ""), all_local);
  CHECK(homeless.path == "/var/tmp/logwrap-1000");
  CHECK(homeless.place == Place::InSharedTmp);
  CHECK(homeless.reason == "there is no home directory of one's own");
  CHECK(locate_state_dir(sources("", "", "home"), all_local).place == Place::InSharedTmp);
  const StateDirPath remote = locate_state_dir(sources("", "", "/home/a"), all_nfs);
  CHECK(remote.path == "/var/tmp/logwrap-1000");
  CHECK(remote.reason == "/home/a/.local/state/logwrap lies on a network file system (NFS)");
}

TEST_CASE("a home that does not exist, is another user's, or is the root directory, is none", "[state]") {
  const TempDir temp;
  const std::string before = ::getenv("HOME") == nullptr ? "" : ::getenv("HOME");
  const auto home_where = [](const std::string& path) {
    ::setenv("HOME", path.c_str(), 1);
    return state_dir_sources("").home;
  };
  CHECK(home_where(temp.path().string()) == temp.path().string());
  CHECK(home_where((temp.path() / "none").string()).empty());
  CHECK(home_where("/").empty());
  CHECK(home_where("/dev/null").empty());
  if (::geteuid() == 0) {
    REQUIRE(::chown(temp.path().c_str(), 12345, 12345) == 0);
    CHECK(home_where(temp.path().string()).empty());
  }
  ::setenv("HOME", before.c_str(), 1);
}

TEST_CASE("network file systems are known by their number and local ones are not", "[state]") {
  CHECK(network_file_system_name(0x6969) == "NFS");
  CHECK(network_file_system_name(0x0BD00BD0) == "Lustre");
  CHECK(network_file_system_name(static_cast<int>(0xFF534D42)) == "CIFS");  // sign-extended, as on some machines
  CHECK(network_file_system_name(0x65735546) == "FUSE");
  CHECK(!network_file_system_name(0xEF53));      // ext4
  CHECK(!network_file_system_name(0x58465342));  // XFS
  CHECK(!network_file_system_name(0x01021994));  // tmpfs
  CHECK(!network_file_system_name(0x794C7630));  // overlayfs
}

TEST_CASE("a path that does not exist yet is judged by its nearest parent", "[state]") {
  const TempDir temp;
  CHECK(network_file_system_of((temp.path() / "a" / "b" / "c").string()) ==
        network_file_system_of(temp.path().string()));
}

TEST_CASE("the directory and its parents are made, for their owner alone", "[state]") {
  const TempDir temp;
  const auto path = temp.path() / "a" / "b" / "logwrap";
  const Result<StateDir> state = open_at(path);
  REQUIRE(state);
  struct stat status {};
  REQUIRE(::stat((path / "runs").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  CHECK(open_at(path));
}

TEST_CASE("a reader makes nothing", "[state]") {
  const TempDir temp;
  const StateDirPath where{(temp.path() / "none").string(), Place::Chosen, ""};
  const Result<StateDir> state = StateDir::open_existing(where, ::geteuid());
  REQUIRE(state.has_error());
  CHECK(state.error().code == std::errc::no_such_file_or_directory);
  CHECK(!std::filesystem::exists(where.path));
}

TEST_CASE("a directory that others may write to is refused with what to do", "[state]") {
  const TempDir temp;
  const auto path = temp.path() / "open";
  std::filesystem::create_directory(path);
  for (const mode_t mode : {0720, 0702, 0777}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    const Result<StateDir> state = open_at(path);
    REQUIRE(state.has_error());
    CHECK(describe(state.error()).find("chmod go-w " + path.string()) != std::string::npos);
  }
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
  CHECK(open_at(path));
}

TEST_CASE("a directory of another user is refused", "[state]") {
  const TempDir temp;
  const Result<StateDir> state = StateDir::open({temp.path().string(), Place::Chosen, ""}, ::geteuid() + 1);
  REQUIRE(state.has_error());
  CHECK(describe(state.error()).find("belongs to user") != std::string::npos);
}

TEST_CASE("a symbolic link is refused in /var/tmp and followed where it was chosen", "[state]") {
  const TempDir temp;
  std::filesystem::create_directory(temp.path() / "real");
  REQUIRE(::chmod((temp.path() / "real").c_str(), 0700) == 0);
  std::filesystem::create_directory_symlink(temp.path() / "real", temp.path() / "link");
  CHECK(open_at(temp.path() / "link", Place::Chosen));
  const Result<StateDir> state = open_at(temp.path() / "link", Place::InSharedTmp);
  REQUIRE(state.has_error());
  CHECK(describe(state.error()).find("symbolic link") != std::string::npos);
}

TEST_CASE("a runs directory that is a link is refused", "[state]") {
  const TempDir temp;
  std::filesystem::create_directory(temp.path() / "elsewhere");
  std::filesystem::create_directory_symlink(temp.path() / "elsewhere", temp.path() / "runs");
  CHECK(!open_at(temp.path()));
}

TEST_CASE("a file in the directory's place is an error that names it", "[state]") {
  const TempDir temp;
  write_all_to(temp.path() / "file", "");
  const Result<StateDir> state = open_at(temp.path() / "file");
  REQUIRE(state.has_error());
  CHECK(describe(state.error()).find((temp.path() / "file").string()) != std::string::npos);
  const Result<StateDir> below = open_at(temp.path() / "file" / "x");
  REQUIRE(below.has_error());
  CHECK(below.error().code == std::errc::not_a_directory);
}

TEST_CASE("to try whether a directory can be written leaves nothing in it", "[state]") {
  const TempDir temp;
  const Result<StateDir> state = open_at(temp.path() / "state");
  REQUIRE(state);
  CHECK(try_to_write(*state));
  CHECK(std::filesystem::is_empty(temp.path() / "state" / "runs"));
}
