// logwrap: the launcher. It runs jobs and renders recordings; what reads or ships journals is a program of its own,
// which it becomes, so that starting a job loads as little as can be.
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <system_error>
#include <vector>

#include "apps/logwrap/command_line.hpp"
#include "apps/logwrap/logwrapctl_path.hpp"
#include "apps/logwrap/render_command.hpp"
#include "apps/logwrap/run.hpp"
#include "apps/logwrap/usage.hpp"
#include "lib/supervise/exit_status.hpp"

namespace {

using namespace logwrap;

int become_logwrapctl(char** argv) {
  for (const std::string& path : logwrapctl_paths()) ::execv(path.c_str(), argv);
  std::cerr << "logwrap: cannot run logwrapctl, looked for as";
  for (const std::string& path : logwrapctl_paths()) std::cerr << ' ' << path;
  std::cerr << ": " << std::generic_category().message(errno) << ". Is the installation complete?\n";
  return kExitUsage;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const CommandLine line = split_command_line(arguments);
  switch (line.what) {
    case CommandLine::What::Run:
    case CommandLine::What::Help:
      return run(line);
    case CommandLine::What::Render:
      return render_command(line);
    case CommandLine::What::Other:
      return become_logwrapctl(argv);
    case CommandLine::What::Unknown:
      return unknown_subcommand(line.word);
  }
  return kExitUsage;
}
