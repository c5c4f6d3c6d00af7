#include "lib/record/record_head.hpp"

#include <charconv>

namespace logwrap {

namespace {

/// Takes a line apart from the left. Once something is not as expected, nothing more is.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool failed() const { return failed_; }

  void expect(std::string_view words) {
    failed_ = failed_ || !rest_.starts_with(words);
    if (!failed_) rest_.remove_prefix(words.size());
  }
  /// The same where the words may be missing; answers whether they were there.
  bool skip(std::string_view words) {
    const bool there = !failed_ && rest_.starts_with(words);
    if (there) rest_.remove_prefix(words.size());
    return there;
  }
  template <class Number>
  Number number() {
    Number value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    failed_ = failed_ || error != std::errc();
    if (!failed_) rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  /// Up to a quotation mark, which is taken too.
  std::string_view word() {
    const std::size_t end = rest_.substr(0, 16).find('"');
    failed_ = failed_ || end == std::string_view::npos;
    if (failed_) return {};
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return word;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::optional<RecordHead> peek_record(std::string_view json_line) {
  Cutter cutter(json_line);
  RecordHead head;
  cutter.expect(R"({"ts":")");
  head.ts = cutter.number<UnixNanos>();
  cutter.expect(R"(","seq":)");
  head.seq = cutter.number<std::uint64_t>();
  cutter.expect(R"(,"stream":")");
  const std::optional<Stream> stream = stream_named(cutter.word());
  cutter.expect(R"(,"kind":")");
  const std::optional<Kind> kind = kind_named(cutter.word());
  cutter.expect(",");
  if (cutter.skip(R"("derived":true,)")) head.lines = 0;
  if (cutter.skip(R"("lines":)")) head.lines = cutter.number<std::uint64_t>();
  if (cutter.failed() || !stream || !kind) return std::nullopt;
  head.stream = *stream;
  head.kind = *kind;
  if (*kind == Kind::Event) head.lines = 0;
  return head;
}

}  // namespace logwrap
