#include "lib/config/loki_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <vector>

#include "lib/base/printer.hpp"
#include "lib/config/keys.hpp"
#include "lib/config/quote.hpp"
#include "lib/identity/placement.hpp"

namespace logwrap {

namespace {

using Problem = std::optional<std::string>;

Problem not_taken(Key key, std::string_view text) {
  return quoted_value(text) + " is not " + std::string(info(key).values);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

/// What an address is written with once its scheme has been found.
struct Address {
  std::string_view authority;  ///< host and port
  std::string_view rest;       ///< path
};

/// What an address must not have, because it may be a secret; a message does not repeat it. However it is misspelt.
Problem secret_in(std::string_view address, const char* instead) {
  if (address.find('@') != std::string_view::npos) return std::string("it holds a user or password; ") + instead;
  if (address.find_first_of("?#") != std::string_view::npos)
    return "it has a query or fragment; give the address alone";
  return std::nullopt;
}

std::optional<Address> split_address(std::string_view text, std::span<const std::string_view> schemes) {
  if (!is_plain_ascii(text)) return std::nullopt;
  for (const std::string_view scheme : schemes) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view after = text.substr(scheme.size());
    const std::size_t end = std::min(after.find('/'), after.size());
    return Address{after.substr(0, end), after.substr(end)};
  }
  return std::nullopt;
}

bool is_host_and_port(std::string_view authority) {
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const std::size_t colon = authority.find(':', bracket);
  const std::string_view host = authority.substr(0, colon);
  if (host.empty() || host == "[]") return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view port = authority.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc() && end == port.data() + port.size() && number > 0;
}

}  // namespace

Problem set_loki_url(std::string& setting, std::string_view text) {
  constexpr std::array<std::string_view, 2> kSchemes = {"http://", "https://"};
  constexpr std::string_view kPushPath = "/loki/api/v1/push";
  if (text == "none") {
    setting.clear();
    return std::nullopt;
  }
  if (Problem secret = secret_in(text, "give loki_user and loki_password_file instead")) return secret;
  const std::optional<Address> address = split_address(text, kSchemes);
  if (!address || !is_host_and_port(address->authority)) return not_taken(Key::LokiUrl, text);
  if (text.ends_with(kPushPath)) text.remove_suffix(kPushPath.size());
  while (text.ends_with('/')) text.remove_suffix(1);
  setting = text;
  return std::nullopt;
}

Problem set_loki_proxy(std::string& setting, std::string_view text) {
  constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "socks5://", "socks5h://"};
  if (text == "auto" || text == "none") {
    setting = text;
    return std::nullopt;
  }
  if (Problem secret = secret_in(text, "leave this at auto, and give the proxy in the variable https_proxy"))
    return secret;
  const std::optional<Address> address = split_address(text, kSchemes);
  const bool bare = address && (address->rest.empty() || address->rest == "/");
  if (!bare || !is_host_and_port(address->authority)) return not_taken(Key::LokiProxy, text);
  setting = text;
  return std::nullopt;
}

Problem set_loki_tenant(std::string& setting, std::string_view text) {
  constexpr std::size_t kLongest = 150;  // Loki's own bound
  if (text.empty() || text.size() > kLongest || !is_plain_ascii(text)) return not_taken(Key::LokiTenant, text);
  setting = text == "none" ? std::string_view() : text;
  return std::nullopt;
}

Problem set_loki_user(std::string& setting, std::string_view text) {
  if (text.find(':') != std::string_view::npos)
    return "it holds a ':', as if a password came behind it; that stands in loki_password_file";
  const bool fits = !text.empty() && text.size() <= 256 && printable(text, Tabs::Escape) == text;
  if (!fits) return not_taken(Key::LokiUser, text);
  setting = text == "none" ? std::string_view() : text;
  return std::nullopt;
}

Problem set_loki_labels(std::string& setting, std::string_view text) {
  if (text.empty()) return "it is empty; give labels, or none";
  const std::string_view given = text == "none" ? std::string_view() : text;
  const Result<std::vector<LabelChange>> changes = parse_label_changes(given);
  if (!changes) return changes.error().message;
  // What a run outside of Kubernetes has, at most, with everything that is asked for.
  Attributes attributes = {{"service_name", "x"}, {"cluster", "x"}, {"user", "x"}, {"rank", "x"}};
  for (const LabelChange& change : *changes) attributes.emplace(change.name, "x");
  if (const Result<Placement> placed = place(attributes, *changes); !placed) return placed.error().message;
  setting = given;
  return std::nullopt;
}

}  // namespace logwrap
