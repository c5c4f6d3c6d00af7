#include "lib/identity/job_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace logwrap {

namespace {

std::string_view base_name(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

/// "python3.11" runs scripts as "python" does.
bool runs_others(std::string_view program) {
  constexpr std::array<std::string_view, 22> kKnown = {
      "python",  "bash",       "sh",         "dash",      "zsh",  "perl", "ruby",     "node",
      "julia",   "Rscript",    "env",        "nice",      "time", "srun", "torchrun", "mpirun",
      "mpiexec", "horovodrun", "accelerate", "deepspeed", "uv",   "nohup"};
  const std::size_t version = program.find_last_not_of("0123456789.");
  const std::string_view plain = version == std::string_view::npos ? program : program.substr(0, version + 1);
  return std::find(kKnown.begin(), kKnown.end(), plain) != kKnown.end();
}

bool looks_like_script(std::string_view word) {
  constexpr std::array<std::string_view, 8> kEndings = {".py", ".sh", ".bash", ".pl", ".rb", ".js", ".jl", ".R"};
  return std::any_of(kEndings.begin(), kEndings.end(), [word](std::string_view end) { return word.ends_with(end); });
}

}  // namespace

std::string job_name(const std::vector<std::string>& argv) {
  if (argv.empty()) return {};
  const std::string_view program = base_name(argv.front());
  if (!runs_others(program)) return std::string(program);
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (looks_like_script(argv[i]) && !argv[i].starts_with('-')) return std::string(base_name(argv[i]));
    if (argv[i] == "-m" && i + 1 < argv.size()) return argv[i + 1];
    if (argv[i] == "-c") break;  // what follows is a program's text, not its name
  }
  // `bash train`: a script without an ending.
  if (argv.size() > 1 && !argv[1].empty() && !argv[1].starts_with('-') && argv[1].find('=') == std::string::npos) {
    return std::string(base_name(argv[1]));
  }
  return std::string(program);
}

}  // namespace logwrap
