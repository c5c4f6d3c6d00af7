#include "lib/journal/run_end.hpp"

#include <csignal>
#include <cstdio>

#include "lib/base/utf8.hpp"
#include "lib/journal/run_info.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kMaxCause = 160;

std::string cut(const std::string& text) {
  return text.size() <= kMaxCause ? text : valid_utf8(std::string_view(text).substr(0, kMaxCause)) + " ...";
}

}  // namespace

std::string describe(const SignalSender& sender) {
  if (sender.from == SignalSender::From::Kernel) return "sent by the kernel";
  if (sender.from == SignalSender::From::Terminal)
    return sender.signal == SIGHUP ? "the terminal was closed" : "typed at the terminal";
  if (sender.pid == 0) return "sent from outside of this pid namespace";
  const std::string who = "pid " + std::to_string(sender.pid) + ", uid " + std::to_string(sender.uid);
  const std::string name = valid_utf8(sender.name.data());
  return name.empty() ? "sent by " + who : "sent by " + name + " (" + who + ")";
}

std::string cause_of(const RunStatus& status, const RunEnd& end) {
  const bool exited = status.state == RunStatus::State::Exited;
  if (!exited && status.state != RunStatus::State::Signaled) return "";
  if (exited && status.code == 0) return "";
  if (end.oom_kills > 0) return "out of memory";
  const int signal = exited ? status.code - 128 : status.code;
  if (end.sender.signal != 0 && end.sender.signal == signal)
    return exited ? "after " + signal_name(signal) + ", " + describe(end.sender) : describe(end.sender);
  return exited ? cut(end.last_error) : "";
}

std::string format_kib(std::uint64_t kib) {
  std::array<char, 32> text{};
  const auto mib = static_cast<double>(kib) / 1024;
  if (mib < 1024) {
    std::snprintf(text.data(), text.size(), mib < 10 ? "%.1f MiB" : "%.0f MiB", mib);
  } else {
    std::snprintf(text.data(), text.size(), "%.1f GiB", mib / 1024);
  }
  return text.data();
}

}  // namespace logwrap
