#include "apps/logwrapctl/option_values.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "lib/base/printer.hpp"
#include "lib/query/since.hpp"

namespace logwrap {

std::string quoted(const std::string& text) {
  return "\"" + printable(text, Tabs::Escape) + "\"";
}

void refuse(const std::string& message) {
  throw CLI::ValidationError(message);
}

Stream to_stream(const std::string& text) {
  if (const auto stream = stream_named(text)) return *stream;
  refuse(quoted(text) + " is no stream: write stdout, stderr or logwrap");
}

Kind to_kind(const std::string& text) {
  if (const auto kind = kind_named(text)) return *kind;
  refuse(quoted(text) + " is no kind: write log, metadata or event");
}

Level to_level(const std::string& text) {
  if (const auto level = level_named(text)) return *level;
  refuse(quoted(text) + " is no level: write trace, debug, info, notice, warning, error or critical");
}

UnixNanos to_since(const std::string& text) {
  const Result<UnixNanos> since = parse_since(text, ClockAnchor::take().real);
  if (!since) refuse(since.error().message);
  return *since;
}

std::pair<UnixNanos, UnixNanos> to_period(const std::vector<std::string>& times) {
  const std::pair<UnixNanos, UnixNanos> period(to_since(times.at(0)), to_since(times.at(1)));
  if (period.second <= period.first) refuse("--between: the second time is not after the first");
  return period;
}

ColourWish to_colour(const std::string& text) {
  if (text == "auto") return ColourWish::Auto;
  if (text == "always") return ColourWish::Always;
  if (text == "never") return ColourWish::Never;
  refuse(quoted(text) + " is no choice of --color: write auto, always or never");
}

std::size_t to_count(const std::string& text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count == 0)
    refuse(quoted(text) + " is no count: write a number from 1 on");
  return count;
}

}  // namespace logwrap
