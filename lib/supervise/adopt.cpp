#include "lib/supervise/adopt.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstring>

#include "lib/supervise/close_others.hpp"

namespace logwrap {

namespace {

bool parse(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool is_socket(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

/// Asks the kernel, not /proc: where that is mounted with hidepid, this child is not in it. It comes from a process
/// that was root's and is not dumpable, so its entry is root's.
bool is_child(pid_t pid) {
  siginfo_t none{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &none, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void give_stdin_up() {
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (null) ::dup2(null.get(), STDIN_FILENO);
}

/// The descriptors beside a message. The control buffer has room for a process's two streams.
class Rights {
 public:
  explicit Rights(msghdr& message) : message_(message) {}

  void add(int fd) { fds_.at(count_++) = fd; }
  void attach() {
    if (count_ == 0) return;
    message_.msg_control = buffer_.data();
    message_.msg_controllen = CMSG_SPACE(count_ * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message_);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count_ * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds_.data(), count_ * sizeof(int));
  }

 private:
  msghdr& message_;
  std::array<int, 2> fds_{};
  std::size_t count_ = 0;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> buffer_{};
};

}  // namespace

Result<Adopted> take_adopted(std::string_view text) {
  const std::size_t colon = text.find(':');
  int pid = 0;
  int fd = 0;
  if (colon == std::string_view::npos || !parse(text.substr(0, colon), pid) || !parse(text.substr(colon + 1), fd) ||
      fd <= STDERR_FILENO || !is_socket(fd))
    return Error{std::make_error_code(std::errc::invalid_argument), "--adopt is for Slurm's plugin"};
  if (!is_child(pid)) return Error{std::make_error_code(std::errc::no_child_process), "there is no job to adopt"};
  const std::array<int, 1> kept{fd};
  close_all_but(kept);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  give_stdin_up();
  return Adopted{pid, UniqueFd(fd)};
}

Result<void> let_start(const Adopted& adopted, const std::vector<JobEnd>& ends,
                       const std::vector<Assignment>& environment) {
  msghdr message{};
  Rights rights(message);
  char which = '0';
  for (const Stream stream : {Stream::Stdout, Stream::Stderr}) {
    for (const JobEnd& end : ends) {
      if (end.stream != stream || !end.fd) continue;
      rights.add(end.fd.get());
      which = static_cast<char>(which + (stream == Stream::Stdout ? 1 : 2));
    }
  }
  std::string text(1, which);
  for (const auto& [name, value] : environment) text.append(name).append(1, '=').append(value).append(1, '\n');
  if (text.size() > kMaxStartBytes) return errno_error("cannot start the job", EMSGSIZE);
  iovec whole{text.data(), text.size()};
  message.msg_iov = &whole;
  message.msg_iovlen = 1;
  rights.attach();
  ssize_t sent = -1;
  do {
    sent = ::sendmsg(adopted.talk.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return errno_error("the job waits for its streams no longer");
  return {};
}

}  // namespace logwrap
