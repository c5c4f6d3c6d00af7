#include "tests/fuzz/push_property.hpp"

#include "lib/base/utf8.hpp"
#include "lib/identity/attributes.hpp"
#include "lib/identity/labels.hpp"
#include "lib/identity/placement.hpp"
#include "lib/loki/answer.hpp"
#include "lib/loki/push.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kLimit = 1024 * 1024;

std::string encoded(const Push& push) {
  std::string entries;
  for (const Entry& entry : push.entries) {
    std::string metadata;
    for (const auto& [name, value] : entry.metadata) append_metadata(metadata, name, value);
    append_entry(entries, entry.ts, entry.line, metadata);
  }
  return push_head(push.labels, entries.size()) + entries;
}

/// Encoding and decoding is the identity, and the bytes are the same each time.
std::optional<std::string> round_trip_violation(const Push& push) {
  const std::string body = compress(encoded(push));
  if (body != compress(encoded(push))) return "a push that is encoded differently each time";
  const Result<Push> back = decode_push(body);
  if (!back) return "a push that is not read back: " + back.error().message;
  if (*back != push) return "a push that is read back differently";
  return std::nullopt;
}

std::optional<std::string> body_violation(std::string_view body) {
  const Result<Push> read = decode_push(body, kLimit);
  return read ? round_trip_violation(*read) : std::nullopt;
}

std::optional<std::string> labels_violation(const std::string& text) {
  const auto changes = parse_label_changes(text);
  const auto placement = changes ? place({{"service_name", text}}, *changes) : place({{"service_name", text}}, {});
  if (!placement) return std::nullopt;
  const std::string labels = label_text(placement->labels);
  for (const char c : labels) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "control characters in the text of labels";
  }
  for (const auto& [name, value] : placement->labels) {
    if (!is_label_name(name) || value.empty() || value.size() > kMaxLabelValueBytes || valid_utf8(value) != value) {
      return "a label that Loki would refuse";
    }
  }
  return std::nullopt;
}

std::optional<std::string> answer_violation(std::string_view words) {
  Batch batch;
  for (std::uint64_t seq = 1; seq <= 5; ++seq) batch.append({static_cast<UnixNanos>(seq), seq, "x"});
  for (const int status : {0, 200, 204, 260, 400, 401, 413, 422, 429, 500}) {
    const Judgement judgement = judge({status, std::string(words), std::string(words)}, batch, 0);
    if (judgement.refused + judgement.too_far_behind.size() > batch.entries.size()) return "more refused than was sent";
    if (judgement.says.size() > 400) return "words of any length are shown";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> push_violation(std::string_view bytes) {
  if (auto violation = body_violation(bytes)) return violation;
  if (auto violation = body_violation(compress(bytes))) return violation;
  const std::string text = valid_utf8(bytes);
  if (auto violation = round_trip_violation({text, {{-1, text, {{text, text}}}, {1, text, {}}}})) return violation;
  if (auto violation = labels_violation(text)) return violation;
  return answer_violation(bytes);
}

}  // namespace logwrap
