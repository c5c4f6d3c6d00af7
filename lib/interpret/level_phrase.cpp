#include "lib/interpret/level_phrase.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "lib/base/ascii.hpp"
#include "lib/base/charset.hpp"

namespace logwrap {

namespace {

constexpr Charset kDigits{"09"};

constexpr auto kPhrases = std::to_array<std::pair<std::string_view, Level>>({
    {"terminate called ", Level::Critical},
    {"CMake Error", Level::Error},
    {"CMake Warning", Level::Warning},
    {"make: *** ", Level::Error},
    {"npm error ", Level::Error},  // from npm 10 on; before that "npm ERR! "
    {"npm warn ", Level::Warning},
    {"error[E", Level::Error},  // rustc's
    {"[ Info: ", Level::Info},  // Julia's, and what follows
    {"\xE2\x94\x8C Info: ", Level::Info},
    {"\xE2\x94\x8C Warning: ", Level::Warning},
    {"\xE2\x94\x8C Error: ", Level::Error},
});

/// "train: train.cpp:7: int main(): Assertion `n > 0' failed." So do CUDA's.
bool is_failed_assertion(std::string_view line) {
  return line.ends_with("failed.") && line.find(" Assertion `") != std::string_view::npos;
}

/// A shell's word on a signal that ended a command of a script.
constexpr auto kDeaths = std::to_array<std::string_view>(
    {"Killed", "Segmentation fault", "Aborted", "Bus error", "Illegal instruction", "Floating point exception"});

/// "train.sh: line 3:  4711 Killed                  python train.py", bash's; of dash "Killed" alone.
bool is_death(std::string_view line) {
  static constexpr std::string_view kLine = ": line ";
  static constexpr std::string_view kDumped = " (core dumped)";
  static constexpr std::size_t kLongestName = 256;
  static constexpr std::size_t kLongestDeath = 24;
  if (line.front() == '[' || is_digit(line.front())) return false;  // as many a logger's lines begin
  const std::size_t colon = line.substr(0, kLongestName).find(':');
  const bool script = colon != std::string_view::npos && line.substr(colon).starts_with(kLine);
  if (script) {
    line.remove_prefix(colon + kLine.size());
    line.remove_prefix(kDigits.run(line));
    static constexpr Charset kBeforePid = Charset::of(": ");
    line.remove_prefix(kBeforePid.run(line));
    const std::size_t pid = kDigits.run(line);
    if (pid == 0 || line.substr(pid, 1) != " ") return false;
    line.remove_prefix(pid + 1);
  } else {
    if (line.ends_with(kDumped)) line.remove_suffix(kDumped.size());
    if (line.size() > kLongestDeath) return false;
  }
  return std::any_of(kDeaths.begin(), kDeaths.end(), [script, line](std::string_view death) {
    return line == death || (script && line.starts_with(death) && line.substr(death.size()).starts_with(' '));
  });
}

/// Whether `text` goes on as the end of a bar of tqdm's does: "00:01<00:01, 5.00it/s]", "00:01, 2.50s/it, loss=0.1]".
bool begins_with_clock(std::string_view text) {
  static constexpr Charset kClock{"09::"};
  const std::size_t clock = kClock.run(text);
  return clock >= 5 && clock < text.size() && (text[clock] == '<' || text[clock] == ',') && is_digit(text.front()) &&
         text.find(':') < clock;
}

/// Sanitizers: "==4711==ERROR: AddressSanitizer: ...".
std::string_view behind_equals(std::string_view line) {
  const std::size_t end = 2 + kDigits.run(line, 2);
  return end > 2 && line.substr(end).starts_with("==") ? line.substr(end + 2) : line;
}

/// Node: "(node:4711) [DEP0040] DeprecationWarning: ...".
std::string_view behind_node(std::string_view line, std::size_t number) {
  const std::string_view rest = line.substr(number + kDigits.run(line, number));
  if (!rest.starts_with(") ")) return line;
  const std::size_t code = rest.starts_with(") [") ? rest.find("] ") : std::string_view::npos;
  return rest.substr(code == std::string_view::npos ? 2 : code + 2);
}

}  // namespace

std::optional<Level> level_of_phrase(std::string_view line) {
  if (line.empty()) return std::nullopt;
  for (const auto& [phrase, level] : kPhrases) {
    if (phrase.front() == line.front() && line.starts_with(phrase)) return level;
  }
  return is_failed_assertion(line) || is_death(line) ? std::optional(Level::Error) : std::nullopt;
}

std::string_view behind_bar(std::string_view line) {
  static constexpr std::size_t kWidest = 1024;
  const std::string_view near = line.substr(0, kWidest);
  for (std::size_t open = near.find('['); open != std::string_view::npos; open = near.find('[', open + 1)) {
    if (!begins_with_clock(near.substr(open + 1))) continue;
    const std::size_t end = near.find(']', open);
    if (end == std::string_view::npos) break;
    if (near.find('/', open) < end) return line.substr(end + 1);
  }
  return line;
}

// U+2600 to U+27BF, U+1F000 to U+1FFFF, and the selector that asks for the coloured form. Not what boxes are drawn
// with.
std::size_t pictographs(std::string_view text) {
  std::size_t end = 0;
  for (;;) {
    const std::string_view rest = text.substr(end);
    if (rest.size() < 3) return end;
    const auto second = static_cast<unsigned char>(rest[1]);
    if (rest.starts_with("\xF0\x9F") && rest.size() >= 4) {
      end += 4;
    } else if ((rest.front() == '\xE2' && second >= 0x98 && second <= 0x9E) ||
               (end > 0 && rest.starts_with("\xEF\xB8\x8F"))) {
      end += 3;
    } else {
      return end;
    }
  }
}

std::string_view behind_what_is_before(std::string_view line) {
  static constexpr std::string_view kNode = "(node:";
  if (line.starts_with("==")) return behind_equals(line);
  if (line.starts_with(kNode)) return behind_node(line, kNode.size());
  const std::size_t symbols = pictographs(line);
  return symbols > 0 && line.substr(symbols).starts_with(' ') ? line.substr(symbols + 1) : line;
}

}  // namespace logwrap
