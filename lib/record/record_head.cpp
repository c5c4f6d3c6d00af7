#include "lib/record/record_head.hpp"

#include <bit>
#include <charconv>
#include <cstring>

#include "lib/base/ascii.hpp"
#include "lib/base/byte_search.hpp"

namespace logwrap {

namespace {

/// What ends a text in ASCII without an escape, or is not in one.
constexpr ByteSearch kNotPlain{Charset{std::string_view("\0\x1f\"\"\\\\\x80\xff", 8)}};

constexpr std::size_t kAtOnce = 8;

/// The value of kAtOnce digits, which are added up in pairs, then pairs of pairs: one by one each would wait for the
/// one before. Nothing where there is something else among them.
std::optional<std::uint32_t> digits_at_once(const char* text) {
  if constexpr (std::endian::native != std::endian::little) return std::nullopt;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, kAtOnce);
  constexpr std::uint64_t kHigh = 0xF0F0F0F0F0F0F0F0;  // 3 in each byte: of '0' to '9', and of what 6 more leaves so
  if ((bytes & kHigh) != 0x3030303030303030 || ((bytes + 0x0606060606060606) & kHigh) != 0x3030303030303030)
    return std::nullopt;
  bytes &= ~kHigh;
  bytes = (bytes * (1 + (10ULL << 8)) >> 8) & 0x00FF00FF00FF00FF;
  bytes = (bytes * (1 + (100ULL << 16)) >> 16) & 0x0000FFFF0000FFFF;
  return static_cast<std::uint32_t>(bytes * (1 + (10'000ULL << 32)) >> 32);
}

/// Takes a line apart from the left. Once something is not as expected, nothing more is.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  template <std::size_t Size>
  void expect(const char (&words)[Size]) {
    failed_ = failed_ || !take(words);
  }
  /// The same where the words may be missing; answers whether they were there.
  template <std::size_t Size>
  bool skip(const char (&words)[Size]) {
    return !failed_ && take(words);
  }
  template <class Number>
  Number number(RunningNumber<Number>& last) {
    if (const std::optional<Number> next = last.take_next(rest_)) return *next;
    const std::string_view text = rest_;
    const auto value = number<Number>();
    if (!failed_) last.remember(value, text.substr(0, text.size() - rest_.size()));
    return value;
  }
  /// As from_chars, which takes several times as long, because it looks for an overflow at each digit.
  template <class Number>
  Number number() {
    constexpr std::size_t kCertain = 18;  // digits that cannot overflow
    if (rest_.starts_with('-')) return any_number<Number>();
    const std::string_view certain = rest_.substr(0, kCertain);
    Number value = 0;
    std::size_t size = 0;
    for (; size + kAtOnce <= certain.size(); size += kAtOnce) {
      const std::optional<std::uint32_t> digits = digits_at_once(certain.data() + size);
      if (!digits) break;
      value = value * 100'000'000 + static_cast<Number>(*digits);
    }
    for (; size < certain.size() && is_digit(certain[size]); ++size) value = value * 10 + digit<Number>(certain[size]);
    for (; size >= kCertain && size < rest_.size() && is_digit(rest_[size]); ++size) {
      failed_ = failed_ || __builtin_mul_overflow(value, 10, &value) ||
                __builtin_add_overflow(value, digit<Number>(rest_[size]), &value);
    }
    failed_ = failed_ || size == 0 || (size > 1 && rest_[0] == '0');  // 007 is no number in JSON
    if (!failed_) rest_.remove_prefix(size);
    return value;
  }
  /// Up to a quotation mark, which is taken too.
  std::string_view word() {
    constexpr std::size_t kLongest = 15;
    std::size_t end = 0;
    while (end < rest_.size() && end <= kLongest && rest_[end] != '"') ++end;
    return up_to_quote(end, end <= kLongest);
  }
  /// The same of any length, of ASCII without an escape in it.
  std::string_view plain_text() { return up_to_quote(kNotPlain.find_in(rest_), true); }

 private:
  template <class Number>
  static Number digit(char c) {
    return static_cast<Number>(c - '0');
  }
  template <class Number>
  Number any_number() {
    Number value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    failed_ = failed_ || error != std::errc();
    if (!failed_) rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  template <std::size_t Size>
  bool take(const char (&words)[Size]) {
    constexpr std::size_t kSize = Size - 1;
    const bool there = rest_.size() >= kSize && std::memcmp(rest_.data(), words, kSize) == 0;
    if (there) rest_.remove_prefix(kSize);
    return there;
  }
  std::string_view up_to_quote(std::size_t end, bool known) {
    failed_ = failed_ || !known || end == rest_.size() || rest_[end] != '"';
    if (failed_) return {};
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::optional<RecordHead> peek_record(std::string_view json_line, std::string_view* rest) {
  return RecordHeads().peek(json_line, rest);
}

std::optional<RecordHead> RecordHeads::peek(std::string_view json_line, std::string_view* rest) {
  Cutter cutter(json_line);
  RecordHead head;
  cutter.expect(R"({"ts":")");
  head.ts = cutter.number(ts_);
  cutter.expect(R"(","seq":)");
  head.seq = cutter.number(seq_);
  std::optional<Stream> stream;
  std::optional<Kind> kind;
  if (cutter.skip(R"(,"stream":"stdout","kind":"log",)")) {  // nearly always: not word by word
    stream = Stream::Stdout;
    kind = Kind::Log;
  } else {
    cutter.expect(R"(,"stream":")");
    stream = stream_named(cutter.word());
    cutter.expect(R"(,"kind":")");
    kind = kind_named(cutter.word());
    cutter.expect(",");
  }
  const bool derived = cutter.skip(R"("derived":true,)");
  if (cutter.skip(R"("lines":)")) {
    head.lines = cutter.number<std::uint64_t>();
    cutter.expect(",");
  }
  if (cutter.failed() || !stream || !kind) return std::nullopt;
  head.stream = *stream;
  head.kind = *kind;
  if (*kind == Kind::Event || derived) head.lines = 0;
  if (rest != nullptr) *rest = cutter.rest();
  return head;
}

bool read_plain_record(const RecordHead& head, std::string_view rest, Record& record) {
  if (head.lines != 1) return false;
  Cutter cutter(rest);
  cutter.expect(R"("line":")");
  const std::string_view line = cutter.plain_text();
  const std::string_view level = cutter.skip(R"(,"level":")") ? cutter.plain_text() : std::string_view();
  cutter.expect("}");
  if (cutter.failed() || !cutter.rest().empty()) return false;
  record.ts = head.ts;
  record.seq = head.seq;
  record.stream = head.stream;
  record.kind = head.kind;
  record.line = line;
  record.level = level;
  record.rewrite = record.continued = record.derived = false;
  record.exception.clear();
  record.x.reset();
  record.event.reset();
  return true;
}

}  // namespace logwrap
