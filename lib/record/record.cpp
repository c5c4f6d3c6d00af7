#include "lib/record/record.hpp"

#include <array>

#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

constexpr std::array<std::string_view, 3> kStreams = {"stdout", "stderr", "logwrap"};
constexpr std::array<std::string_view, 3> kKinds = {"log", "metadata", "event"};

template <class Enum>
std::optional<Enum> named(std::string_view name, const std::array<std::string_view, 3>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

void append_event(std::string& out, const Event& event) {
  out += R"(,"event":)";
  append_json_string(out, event.name);
  out += R"(,"data":{)";
  bool first = true;
  for (const auto& [key, value] : event.fields) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, key);
    out += ':';
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      append_json_number(out, *number);
    } else {
      append_json_string(out, std::get<std::string>(value));
    }
  }
  out += '}';
}

}  // namespace

std::string_view name(Stream stream) {
  return kStreams[static_cast<std::size_t>(stream)];
}
std::string_view name(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}
std::optional<Stream> stream_named(std::string_view name) {
  return named<Stream>(name, kStreams);
}
std::optional<Kind> kind_named(std::string_view name) {
  return named<Kind>(name, kKinds);
}

void append_json_line(std::string& out, const Record& record) {
  out += R"({"ts":")";
  append_json_number(out, record.ts);
  out += R"(","seq":)";
  append_json_number(out, record.seq);
  out += R"(,"stream":")";
  out += name(record.stream);
  out += R"(","kind":")";
  out += name(record.kind);
  out += R"(","line":)";
  append_json_string(out, record.line);
  if (record.rewrite) out += R"(,"rewrite":true)";
  if (record.continued) out += R"(,"continued":true)";
  if (record.event) append_event(out, *record.event);
  out += "}\n";
}

}  // namespace logwrap
