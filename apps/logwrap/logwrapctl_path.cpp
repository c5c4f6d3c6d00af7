#include "apps/logwrap/logwrapctl_path.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace logwrap {

std::array<std::string, 2> logwrapctl_paths() {
  std::error_code ignored;  // without /proc an empty path, which is no place to find anything
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  return {(own / "logwrapctl").string(), (own / LOGWRAP_LIBEXEC_FROM_BIN / "logwrapctl").string()};
}

std::string logwrapctl_path() {
  const std::array<std::string, 2> paths = logwrapctl_paths();
  for (const std::string& path : paths) {
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return paths.front();
}

}  // namespace logwrap
