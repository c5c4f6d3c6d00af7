#include "lib/base/process_stat.hpp"

#include <fcntl.h>

#include <array>
#include <charconv>
#include <string_view>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

/// proc(5)'s number of each field. Field 2, the name, may hold blanks and parentheses.
constexpr int kState = 3;
constexpr int kParent = 4;
constexpr int kStartTicks = 22;

template <class Number>
bool parse(std::string_view text, Number& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

}  // namespace

std::string read_proc_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer{};
  if (!fd) return {};
  const Transfer got = read_some(fd.get(), buffer.data(), buffer.size());
  return {buffer.data(), got.bytes};
}

std::optional<ProcessStat> process_stat(pid_t pid) {
  const std::string text = read_proc_file("/proc/" + std::to_string(pid) + "/stat");
  std::size_t at = text.rfind(')');
  ProcessStat stat;
  for (int field = kState; field <= kStartTicks; ++field) {
    at = at == std::string::npos ? at : text.find(' ', at + 1);
    if (at == std::string::npos || at + 1 >= text.size()) return std::nullopt;
    const std::string_view rest = std::string_view(text).substr(at + 1);
    if (field == kState) stat.state = rest.front();
    if (field == kParent && !parse(rest, stat.parent)) return std::nullopt;
    if (field == kStartTicks && !parse(rest, stat.start_ticks)) return std::nullopt;
  }
  return stat;
}

}  // namespace logwrap
