#include "lib/supervise/spawn.hpp"

// Boost 1.81's Process v2 uses these without including them.
#include <boost/optional.hpp>
#include <boost/type_traits/remove_pointer.hpp>

#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <exception>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

namespace process = boost::process::v2;

/// Runs in the child, between fork and exec: async-signal-safe calls only, and none that writes to memory which the
/// parent needs: until the exec it is the parent's own (vfork, so that no page of ours is copied for a job). The parent
/// stands still meanwhile. Mask, dispositions, descriptors and process group are the child's alone.
///
/// It executes the command itself, rather than leave that to Boost's launcher, for three reasons: the launcher closes
/// descriptors that the job was given (1.81 and 1.83 both compare their list with itself), it knows no PATH, and it
/// does not hand a script without "#!" to the shell as execvp does. Reporting a failure to the parent stays Boost's.
struct ExecutesInChild {
  const SpawnRequest& request;
  char* const* argv;

  template <class Launcher, class Path>
  boost::system::error_code on_exec_setup(Launcher&, const Path&, const char* const*(&)) const {
    if (request.foreground_of >= 0) {
      ::setpgid(0, 0);
      ::tcsetpgrp(request.foreground_of, ::getpid());  // TTOU is still blocked: allowed from the background
    }
    if (connect(request.stdio.in, STDIN_FILENO) && connect(request.stdio.out, STDOUT_FILENO) &&
        connect(request.stdio.err, STDERR_FILENO)) {
      request.signals->restore();
      ::execvp(argv[0], argv);
    }
    return {errno, boost::system::system_category()};
  }

  /// exit(), which follows in Boost, would run this process's handlers and write its buffers a second time.
  template <class... Args>
  void on_exec_error(Args&&...) const {
    ::_exit(127);
  }

 private:
  static bool connect(int from, int to) { return from == Stdio::kInherit || ::dup2(from, to) >= 0; }
};

}  // namespace

int become(std::span<const std::string> argv, const OriginalSignals& signals) {
  const std::vector<char*> words = exec_arguments(argv);
  signals.restore();
  ::execvp(words.front(), words.data());
  return errno;
}

Result<pid_t> spawn(const SpawnRequest& request) {
  const std::vector<char*> argv = exec_arguments(request.argv);

  boost::asio::io_context context;
  process::posix::vfork_launcher launcher;
  boost::system::error_code failure;
  try {
    auto child = launcher(context.get_executor(), failure, argv.front(), std::vector<std::string>{},
                          ExecutesInChild{request, argv.data()});
    child.detach();  // it is waited for with waitpid, which alone tells stops and signals
  } catch (const std::exception&) {
    // pidfd_open is not to be had (an old kernel, seccomp). The child runs, and its pid is all that is needed.
    if (launcher.pid <= 0) throw;
  }
  if (failure && launcher.pid <= 0) return Error{failure, "cannot start a process"};
  if (failure) {
    ::waitpid(launcher.pid, nullptr, 0);
    return Error{failure, ""};
  }
  return pid_t{launcher.pid};
}

}  // namespace logwrap
