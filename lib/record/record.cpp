#include "lib/record/record.hpp"

#include <array>
#include <bit>
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

/// The eight digits of `value`, which has no more, the first of them in the lowest byte: halves of four, pairs, and
/// digits are each taken apart at once, where one digit after the other would wait for the one before.
constexpr std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t fours = value / 10'000 | static_cast<std::uint64_t>(value % 10'000) << 32U;
  const std::uint64_t hundreds = (fours * 10'486 >> 20U) & 0x0000007F0000007F;  // of up to 9999: divided by 100
  const std::uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16U;
  const std::uint64_t tens = (pairs * 103 >> 10U) & 0x000F000F000F000F;  // of up to 99: divided by 10
  return tens | (pairs - 10 * tens) << 8U;
}
constexpr std::uint64_t kZeros = 0x3030303030303030;  // eight times '0'

/// What stands before the line, put together without growing a string piece by piece: that costs more than the rest.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): buffer_ is not worth being zeroed
class Prefix {
 public:
  void text(std::string_view piece) {
    std::memcpy(end_, piece.data(), piece.size());
    end_ += piece.size();
  }
  /// As it stands in a sequence: most have no more than eight digits.
  void small(std::uint64_t value) {
    if (value >= 100'000'000) return number(value);
    const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(value));
    const auto zeros = static_cast<unsigned>(std::countr_zero(digits | 1ULL << 56U)) / 8;  // the last is printed
    put((digits | kZeros) >> 8 * zeros);
    end_ += 8 - zeros;
  }
  template <class Integer>
  void number(Integer value) {
    end_ = std::to_chars(end_, buffer_ + sizeof(buffer_), value).ptr;
  }
  /// In parts, which do not wait for one another as the digits of one number do.
  void time(UnixNanos ts) {
    constexpr UnixNanos kNanosInSecond = 1'000'000'000;
    const UnixNanos seconds = ts / kNanosInSecond;
    if (seconds < 1'000'000'000) return number(ts);  // ten digits from 2001 on, and as many at most
    const auto nanos = static_cast<std::uint32_t>(ts % kNanosInSecond);
    two(static_cast<std::uint32_t>(seconds / 100'000'000));
    eight(static_cast<std::uint32_t>(seconds % 100'000'000));
    *end_++ = static_cast<char>('0' + nanos / 100'000'000);
    eight(nanos % 100'000'000);
  }
  [[nodiscard]] std::string_view view() const { return {buffer_, static_cast<std::size_t>(end_ - buffer_)}; }

 private:
  void two(std::uint32_t value) {
    *end_++ = static_cast<char>('0' + value / 10);
    *end_++ = static_cast<char>('0' + value % 10);
  }
  void eight(std::uint32_t value) {
    put(eight_digits(value) | kZeros);
    end_ += 8;
  }
  /// The first digit is in the lowest byte.
  void put(std::uint64_t digits) {
    if constexpr (std::endian::native == std::endian::big) digits = __builtin_bswap64(digits);
    std::memcpy(end_, &digits, sizeof digits);
  }

  char buffer_[160];  // three numbers of at most 20 digits, two names and 70 bytes of JSON
  char* end_ = buffer_;
};

/// Nothing is behind its line.
bool is_bare(const Record& record) {
  return !record.rewrite && !record.continued && record.level.empty() && record.exception.empty() && !record.x &&
         !record.event;
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
  const std::size_t plain = plain_json_text(record.line);
  const std::uint64_t count = plain == record.line.size() ? first_line(record) : lines(record);
  Prefix prefix;
  prefix.text(R"({"ts":")");
  prefix.time(record.ts);
  prefix.text(R"(","seq":)");
  prefix.small(record.seq);
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
  if (count > 1) {
    prefix.text(R"(,"lines":)");
    prefix.number(count);
  }
  prefix.text(R"(,"line":")");
  out += prefix.view();
  append_json_text(out, record.line, plain);
  if (is_bare(record)) {  // nearly always
    out += "\"}\n";
    return count;
  }
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
  return count;
}

}  // namespace logwrap
