#include "lib/identity/placement.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

Error wrong(const std::string& message) {
  return Error{{}, message};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string shown(std::string_view text) {
  return '"' + printable(bounded_text(text, 60), Tabs::Escape) + '"';
}

/// What logwrap and Loki have to name themselves; where stream and kind go can be chosen.
bool is_own(const LabelChange& change) {
  if (change.name == "stream" || change.name == "kind" || change.name == "run_id")
    return change.what == LabelChange::What::Set;
  return is_of_the_entry(change.name);
}

Result<LabelChange> parse_item(std::string_view item) {
  LabelChange change;
  if (item.starts_with('-')) {
    change.what = LabelChange::What::Demote;
    change.name = trimmed(item.substr(1));
  } else if (const std::size_t equals = item.find('='); equals != std::string_view::npos) {
    change.name = trimmed(item.substr(0, equals));
    change.value = bounded_text(trimmed(item.substr(equals + 1)), kMaxLabelValueBytes);
    if (change.value.empty())
      return wrong("the label " + shown(change.name) + " has no value; write -name to take one away");
  } else {
    change.what = LabelChange::What::Label;
    change.name = item;
  }
  if (!is_label_name(change.name)) {
    return wrong(shown(change.name) + " is no name of a label: letters, digits and _, no digit first, no __ first");
  }
  if (is_own(change)) return wrong("the name " + shown(change.name) + " is logwrap's or Loki's own; take another");
  return change;
}

/// The attributes that are labels, `stream` and `kind` among them.
std::set<std::string> label_names(const Attributes& attributes) {
  std::set<std::string> names = {"service_name", "cluster", "stream", "kind"};
  const bool in_pod = attributes.contains("pod") || attributes.contains("namespace");
  if (in_pod) {
    names.insert({"namespace", "pod", "container", "app"});
  } else {
    names.insert({"user", "rank"});
  }
  return names;
}

std::string too_many(const LabelSet& labels, std::size_t count) {
  std::string names;
  for (const auto& [name, value] : labels) names += (names.empty() ? "" : ", ") + name;
  return std::to_string(count) + " labels, and Loki takes " + std::to_string(kMaxLabels) + ": " + names +
         ", and stream, kind and late; take some away, as in \"-name\"";
}

}  // namespace

bool is_of_the_entry(std::string_view name) {
  constexpr std::array<std::string_view, 16> kNames = {
      "seq",        "level",     "x_key",   "x",         "nonfinite", "printed", "rewrite", "event",
      "event_data", "exception", "derived", "continued", "stream",    "kind",    "late",    "detected_level"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Result<std::vector<LabelChange>> parse_label_changes(std::string_view text) {
  std::vector<LabelChange> changes;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = trimmed(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    if (item.empty()) continue;
    Result<LabelChange> change = parse_item(item);
    if (!change) return change.error();
    changes.push_back(*std::move(change));
  }
  return changes;
}

Result<Placement> place(const Attributes& attributes, const std::vector<LabelChange>& changes) {
  Attributes values = attributes;
  std::set<std::string> names = label_names(attributes);
  for (const LabelChange& change : changes) {
    if (change.what == LabelChange::What::Set) values[change.name] = change.value;
    if (change.what == LabelChange::What::Demote) {
      names.erase(change.name);
    } else {
      names.insert(change.name);
    }
  }
  Placement placement;
  placement.stream = names.contains("stream") ? Place::Label : Place::Metadata;
  placement.kind = names.contains("kind") ? Place::Label : Place::Metadata;
  for (const auto& [name, value] : values) {
    if (name == "stream" || name == "kind" || !is_label_name(name) || value.empty()) continue;
    LabelSet& set = names.contains(name) ? placement.labels : placement.metadata;
    set.emplace(name, bounded_text(value, kMaxLabelValueBytes));
  }
  const std::size_t own =
      1U + (placement.stream == Place::Label ? 1U : 0U) + (placement.kind == Place::Label ? 1U : 0U);
  const std::size_t count = placement.labels.size() + own;
  if (count > kMaxLabels) return wrong(too_many(placement.labels, count));
  return placement;
}

}  // namespace logwrap
