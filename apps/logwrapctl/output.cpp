#include "apps/logwrapctl/output.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "apps/logwrapctl/common.hpp"
#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

volatile std::sig_atomic_t g_writing = 0;
volatile std::sig_atomic_t g_interrupted = 0;

void end_by(int signal) {
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// While something is written the line comes to its end first; a second interrupt does not wait for it.
void interrupt(int signal) {
  if (g_writing == 0 || g_interrupted != 0) {
    end_by(signal);
  } else {
    g_interrupted = signal;
  }
}

/// Those that somebody ignores, as nohup does, stay ignored.
void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction now {};
    if (::sigaction(signal, nullptr, &now) != 0 || now.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = interrupt;  // without SA_RESTART: a write that waits has to look
    ::sigaction(signal, &action, nullptr);
  }
}

/// 0, or errno. Once interrupted only to the end of the line that was begun.
int write_lines(int fd, std::string_view text) {
  bool at_line_start = true;
  while (!text.empty()) {
    if (g_interrupted != 0) {
      if (at_line_start) return 0;
      text = text.substr(0, text.find('\n') + 1);
    }
    // Not by write_some: after an interrupt there may be less to write than before.
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EAGAIN) {
      pollfd room{fd, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (written < 0 && errno != EINTR) {
      return errno;
    }
    if (written <= 0) continue;
    const auto bytes = static_cast<std::size_t>(written);
    at_line_start = text[bytes - 1] == '\n';
    text.remove_prefix(bytes);
  }
  return 0;
}

bool is_on_path(const std::string& program) {
  const char* const path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (::access((std::string(rest.substr(0, colon)) + "/" + program).c_str(), X_OK) == 0) return true;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return false;
}

/// For a shell; empty: none.
std::string pager_command() {
  for (const char* const name : {"LOGWRAP_PAGER", "PAGER"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value == std::string_view("cat") ? "" : value;
  }
  return is_on_path("less") ? "less -R" : "";
}

}  // namespace

Output::Output() {
  catch_interrupts();
}

Output::~Output() {
  end_pager();
}

void Output::write(std::string_view text) {
  if (!open()) return;
  buffer_ += text;
  if (page_from_ > 0) {
    lines_ += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (lines_ < page_from_ && buffer_.size() < kFlushAt) return;
    start_pager();
  }
  if (buffer_.size() >= kFlushAt) write_out();
}

void Output::flush() {
  page_from_ = 0;  // what was short enough so far is shown, and what follows it, too
  write_out();
}

void Output::write_out() {
  if (open() && !buffer_.empty()) {
    g_writing = 1;
    error_ = write_lines(pager_ > 0 ? to_pager_.get() : STDOUT_FILENO, buffer_);
    g_writing = 0;
    if (g_interrupted != 0) end_by(g_interrupted);
  }
  buffer_.clear();
}

void Output::start_pager() {
  page_from_ = 0;
  const std::string command = pager_command();
  if (command.empty()) return;
  Result<PipeEnds> ends = make_pipe();
  if (!ends) return;
  ::setenv("LESS", "FRX", 0);  // colours, no alternate screen, and an end at once of what fits
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_DFL);
    ::dup2(ends->read.get(), STDIN_FILENO);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  if (child < 0) return;
  // The terminal's interrupts are the pager's from now on, and it may end before all was read.
  for (const int signal : {SIGINT, SIGPIPE}) std::signal(signal, SIG_IGN);
  pager_ = child;
  to_pager_ = std::move(ends->write);
}

void Output::end_pager() {
  if (pager_ <= 0) return;
  to_pager_.reset();
  while (::waitpid(pager_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pager_ = -1;
}

int Output::finish() {
  write_out();
  end_pager();
  if (error_ == 0 || error_ == EPIPE) return kExitOk;
  complain(std::string("cannot write the output: ") + std::strerror(error_));
  return kExitFailed;
}

}  // namespace logwrap
