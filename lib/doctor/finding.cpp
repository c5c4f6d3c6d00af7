#include "lib/doctor/finding.hpp"

#include <algorithm>

#include "lib/journal/json_members.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kHealthColumns = 9;
constexpr std::size_t kPartColumns = 18;

std::string padded(std::string_view text, std::size_t columns) {
  std::string out(text);
  out.resize(std::max(columns, text.size() + 1), ' ');
  return out;
}

}  // namespace

std::string_view name(Health health) {
  switch (health) {
    case Health::Ok:
      return "ok";
    case Health::Warning:
      return "warning";
    case Health::Failed:
      return "FAILED";
    case Health::Skipped:
      return "skipped";
  }
  return "";
}

bool all_work(std::span<const Finding> findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& one) { return one.health == Health::Failed; });
}

std::string format_findings(std::span<const Finding> findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += padded(name(finding.health), kHealthColumns) + padded(finding.part, kPartColumns) + finding.what;
    if (!finding.advice.empty()) out += "; " + finding.advice;
    out += '\n';
    for (const std::string& detail : finding.details)
      out += std::string(kHealthColumns + kPartColumns, ' ') + detail + '\n';
  }
  return out;
}

std::string format_json_lines(std::span<const Finding> findings) {
  std::string out;
  for (const Finding& finding : findings) {
    JsonMembers members(out);
    members.text("part", finding.part);
    members.text("health", name(finding.health));
    members.text("what", finding.what);
    if (!finding.advice.empty()) members.text("advice", finding.advice);
    if (!finding.details.empty()) {
      std::string& list = members.key("details");
      for (std::size_t i = 0; i < finding.details.size(); ++i) {
        list += i == 0 ? '[' : ',';
        append_json_string(list, finding.details[i]);
      }
      list += ']';
    }
    members.close();
    out += '\n';
  }
  return out;
}

}  // namespace logwrap
