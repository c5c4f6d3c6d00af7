#include "lib/remote/logql.hpp"

#include "lib/base/utf8.hpp"
#include "lib/identity/labels.hpp"

namespace logwrap {

namespace {

constexpr std::string_view kSpecial = R"(\.+*?()|[]{}^$)";

std::string_view sign_of(Match match) {
  switch (match) {
    case Match::Is:
      return "=";
    case Match::IsNot:
      return "!=";
    case Match::Like:
      return "=~";
    case Match::Unlike:
      break;
  }
  return "!~";
}

void append_hex(std::string& out, std::string_view prefix, char c, std::string_view digits) {
  const auto byte = static_cast<unsigned char>(c);
  out += prefix;
  out += digits[byte >> 4U];
  out += digits[byte & 0xFU];
}

/// Loki refuses a query whose labels could all be absent.
bool needs_presence(Match match, std::string_view value) {
  return (match == Match::Is || match == Match::Like) && !value.empty();
}

}  // namespace

std::string logql_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    const std::string_view bytes = text.substr(0, next.length);
    if (next.code_point == '"' || next.code_point == '\\') out += '\\';
    if (!next.valid || next.code_point < 0x20 || next.code_point == 0x7F) {
      for (const char c : bytes) append_hex(out, "\\x", c, "0123456789abcdef");
    } else {
      out += bytes;
    }
    text.remove_prefix(next.length);
  }
  return out + '"';
}

std::string any_of_values(std::span<const std::string> values) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += '|';
    for (const char c : value) {
      if (kSpecial.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

bool is_literal(std::string_view pattern) {
  return pattern.find_first_of(kSpecial) == std::string_view::npos;
}

std::string url_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      append_hex(out, "%", c, "0123456789ABCDEF");
    }
  }
  return out;
}

LogQuery& LogQuery::label(std::string_view name, Match match, std::string_view value) {
  if (!is_label_name(name) || !needs_presence(match, value)) return *this;
  if (!labels_.empty()) labels_ += ", ";
  labels_ += name;
  labels_ += sign_of(match);
  labels_ += logql_string(value);
  return *this;
}

LogQuery& LogQuery::field(std::string_view name, Match match, std::string_view value) {
  if (!is_label_name(name)) return *this;
  fields_ += " | ";
  fields_ += name;
  fields_ += sign_of(match);
  fields_ += logql_string(value);
  return *this;
}

LogQuery& LogQuery::either_field(std::string_view name, std::string_view other, std::string_view value) {
  if (!is_label_name(name) || !is_label_name(other)) return *this;
  const std::string text = logql_string(value);
  for (const std::string_view part : {std::string_view(" | "), name, std::string_view("="), std::string_view(text),
                                      std::string_view(" or "), other, std::string_view("="), std::string_view(text)})
    fields_ += part;
  return *this;
}

LogQuery& LogQuery::contains(std::string_view text) {
  lines_ += " |= " + logql_string(text);
  return *this;
}

LogQuery& LogQuery::matches(std::string_view pattern) {
  lines_ += " |~ " + logql_string(pattern);
  return *this;
}

std::string LogQuery::text() const {
  // Loki gives every stream a service_name where it has none.
  return "{" + (labels_.empty() ? "service_name=~\".+\"" : labels_) + "}" + lines_ + fields_;
}

}  // namespace logwrap
