#include "lib/supervise/job_usage.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "lib/base/process_stat.hpp"

namespace logwrap {

namespace {

std::uint64_t millis(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1000 + static_cast<std::uint64_t>(time.tv_usec) / 1000;
}

}  // namespace

JobUsage usage_of(const rusage& usage) {
  return {millis(usage.ru_utime), millis(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_maxrss)};
}

bool wait_for_id(pid_t process, siginfo_t& info, int options, rusage& usage) {
  info = {};
  return ::syscall(SYS_waitid, P_PID, process, &info, options, &usage) == 0 && info.si_pid != 0;
}

SignalSender sender_of(const SignalEvent& event) {
  SignalSender sender;
  sender.signal = event.signal;
  if (event.code > 0) {  // the kernel's own reasons
    const bool typed = event.signal == SIGINT || event.signal == SIGQUIT || event.signal == SIGHUP;
    sender.from = typed ? SignalSender::From::Terminal : SignalSender::From::Kernel;
    return sender;
  }
  sender.pid = event.sender;
  sender.uid = event.user;
  if (event.sender <= 0) return sender;
  std::string name = read_proc_file("/proc/" + std::to_string(event.sender) + "/comm");
  if (name.ends_with('\n')) name.pop_back();
  std::copy_n(name.begin(), std::min(name.size(), sender.name.size() - 1), sender.name.begin());
  return sender;
}

bool may_end_a_job(int signal) {
  constexpr std::array kAsk{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGABRT};
  return std::find(kAsk.begin(), kAsk.end(), signal) != kAsk.end();
}

}  // namespace logwrap
