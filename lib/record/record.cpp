#include "lib/record/record.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "lib/record/json_text.hpp"
#include "lib/record/mode.hpp"

namespace logwrap {

namespace {

constexpr std::array<std::string_view, 3> kStreams = {"stdout", "stderr", "logwrap"};
constexpr std::array<std::string_view, 3> kKinds = {"log", "metadata", "event"};
constexpr std::array<std::string_view, 3> kModes = {"enabled", "metadata", "disabled"};

template <class Enum>
std::optional<Enum> named(std::string_view name, const std::array<std::string_view, 3>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

void append_x(std::string& out, const X& x) {
  out += R"(,"x_key":)";
  append_json_string(out, x.key);
  out += R"(,"x":)";
  out += x.text;
}

void append_event(std::string& out, const Event& event) {
  out += R"(,"event":)";
  append_json_string(out, event.name);
  out += R"(,"data":)";
  append_event_data(out, event);
}

void append_value(std::string& out, std::int64_t number) {
  append_json_number(out, number);
}

/// The shortest text that reads back as the same; never as an integer, so that the type stays.
void append_value(std::string& out, double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  out += written;
  if (written.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_value(std::string& out, const std::string& text) {
  append_json_string(out, text);
}

/// What stands before the line, written where it belongs: to grow a string piece by piece costs more than the rest.
class Prefix {
 public:
  static constexpr std::size_t kMost = 160;  ///< two numbers, two names and 70 bytes of JSON

  /// `to` has room for kMost bytes.
  explicit Prefix(char* to) : end_(to) {}

  void text(std::string_view piece) {
    std::memcpy(end_, piece.data(), piece.size());
    end_ += piece.size();
  }
  template <class Integer>
  void number(Integer value, RunningNumber<Integer>& digits) {
    end_ = digits.write(value, end_);
  }
  [[nodiscard]] char* end() const { return end_; }

 private:
  char* end_;
};

/// Nothing is behind its line.
bool is_bare(const Record& record) {
  return !record.rewrite && !record.continued && record.level.empty() && record.exception.empty() && !record.x &&
         !record.event;
}

/// What stands behind the line.
void append_rest(std::string& out, const Record& record) {
  out += '"';
  if (record.rewrite) out += R"(,"rewrite":true)";
  if (record.continued) out += R"(,"continued":true)";
  if (!record.level.empty()) {
    out += R"(,"level":)";
    append_json_string(out, record.level);
  }
  if (!record.exception.empty()) {
    out += R"(,"exception":)";
    append_json_string(out, record.exception);
  }
  if (record.x) append_x(out, *record.x);
  if (record.event) append_event(out, *record.event);
  out += "}\n";
}

/// What the record's first line counts for.
std::uint64_t first_line(const Record& record) {
  return record.kind == Kind::Event || record.derived ? 0 : 1;
}

}  // namespace

std::string_view name(Stream stream) {
  return kStreams[static_cast<std::size_t>(stream)];
}
std::string_view name(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view name(Mode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}
std::optional<Stream> stream_named(std::string_view name) {
  return named<Stream>(name, kStreams);
}
std::optional<Kind> kind_named(std::string_view name) {
  return named<Kind>(name, kKinds);
}
std::optional<Mode> mode_named(std::string_view name) {
  return named<Mode>(name, kModes);
}

void append_event_data(std::string& out, const Event& event) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : event.fields) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, key);
    out += ':';
    std::visit([&out](const auto& one) { append_value(out, one); }, value);
  }
  out += '}';
}

std::uint64_t lines(const Record& record) {
  std::uint64_t count = first_line(record);
  if (count == 0) return 0;
  // Nearly always there is no other: so memchr, which is quicker than to count.
  for (std::size_t at = record.line.find('\n'); at != std::string::npos; at = record.line.find('\n', at + 1)) ++count;
  return count;
}

std::uint64_t append_json_line(std::string& out, const Record& record) {
  return JsonLines().append(out, record);
}

std::uint64_t JsonLines::append(std::string& out, const Record& record) {
  static constexpr std::string_view kEnd = "\"}\n";
  const std::size_t before = out.size();
  out.resize(before + Prefix::kMost + record.line.size() + kEnd.size());  // more than most take: it is cut below
  Prefix prefix(out.data() + before);
  prefix.text(R"({"ts":")");
  prefix.number(record.ts, ts_);
  prefix.text(R"(","seq":)");
  prefix.number(record.seq, seq_);
  if (record.stream == Stream::Stdout && record.kind == Kind::Log) {  // nearly always: not word by word
    prefix.text(R"(,"stream":"stdout","kind":"log")");
  } else {
    prefix.text(R"(,"stream":")");
    prefix.text(name(record.stream));
    prefix.text(R"(","kind":")");
    prefix.text(name(record.kind));
    prefix.text("\"");
  }
  if (record.derived) prefix.text(R"(,"derived":true)");
  const auto before_line = static_cast<std::size_t>(prefix.end() - out.data());
  prefix.text(R"(,"line":")");
  const std::size_t plain = copy_plain_json_text(record.line, prefix.end());
  char* const end = prefix.end() + plain;
  if (plain == record.line.size() && is_bare(record)) {  // nearly always
    kEnd.copy(end, kEnd.size());
    out.resize(static_cast<std::size_t>(end - out.data()) + kEnd.size());
    return first_line(record);
  }
  out.resize(static_cast<std::size_t>(end - out.data()));
  append_json_text(out, std::string_view(record.line).substr(plain));
  const std::uint64_t count = lines(record);
  if (count > 1) out.insert(before_line, R"(,"lines":)" + std::to_string(count));
  append_rest(out, record);
  return count;
}

}  // namespace logwrap
