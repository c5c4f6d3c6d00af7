#include "lib/query/selection.hpp"

#include <algorithm>
#include <set>

#include "lib/base/printer.hpp"
#include "lib/identity/labels.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kIdEnd = 8;  // of a run's id: the part that is not its time

std::string value_of(const Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

Error wrong(std::string_view text, const char* what) {
  return Error{std::make_error_code(std::errc::invalid_argument), "\"" + printable(text, Tabs::Escape) + "\" " + what};
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool all_differ(const std::vector<RunName>& names) {
  std::set<std::string> seen;
  return std::all_of(names.begin(), names.end(),
                     [&seen](const RunName& one) { return !one.text.empty() && seen.insert(one.text).second; });
}

bool differ(const std::vector<std::pair<std::string, Attributes>>& runs, const std::string& attribute) {
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) {
    return value_of(run.second, attribute) != value_of(runs.front().second, attribute);
  });
}

}  // namespace

Result<JobName> parse_job(std::string_view text) {
  const std::size_t mark = text.find('_');
  JobName job{std::string(text.substr(0, mark)), std::nullopt};
  if (mark != std::string_view::npos) job.task = std::string(text.substr(mark + 1));
  if (!is_digits(job.id) || (job.task && !is_digits(*job.task)))
    return wrong(text, "is no job: write its number, 4711, or 4711_3 for one task of an array");
  return job;
}

Result<std::pair<std::string, std::string>> parse_label(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  if (equals == std::string_view::npos || !is_label_name(name))
    return wrong(text, "is no label: write NAME=VALUE, such as service_name=train.py");
  return std::pair(std::string(name), std::string(text.substr(equals + 1)));
}

bool Selection::admits(const Attributes& attributes) const {
  if (job && value_of(attributes, "job_id") != job->id && (job->task || value_of(attributes, "job_id_raw") != job->id))
    return false;
  if (job && job->task && value_of(attributes, "array_task_id") != *job->task) return false;
  for (const auto& [name, value] : labels) {
    if (value_of(attributes, name) != value) return false;
  }
  if (ranks && !ranks->has(std::string_view(value_of(attributes, "rank")))) return false;
  const std::string restart = value_of(attributes, "restart");
  if (restarts && !restarts->has(std::string_view(restart.empty() ? "0" : restart))) return false;
  return nodes.empty() || std::find(nodes.begin(), nodes.end(), value_of(attributes, "node")) != nodes.end();
}

std::string Selection::text() const {
  std::string out;
  if (job) out += " of job " + job->id + (job->task ? "_" + *job->task : "");
  for (const auto& [name, value] : labels) out += " with " + name + "=" + printable(value, Tabs::Escape);
  if (ranks) out += " with these ranks";
  if (restarts) out += " of these restarts";
  if (!nodes.empty()) out += " on these nodes";
  return out.empty() ? out : out.substr(1);
}

bool same_job(const Attributes& a, const Attributes& b) {
  if (value_of(a, "job_id").empty()) return value_of(a, "run_id") == value_of(b, "run_id");
  const char* const kTogether[] = {"job_id", "cluster", "array_task_id", "restart", "step_id"};
  return std::all_of(std::begin(kTogether), std::end(kTogether),
                     [&](const char* name) { return value_of(a, name) == value_of(b, name); });
}

bool shown_before(const std::string& id, const Attributes& a, const std::string& other_id, const Attributes& b) {
  for (const char* const name : {"array_task_id", "restart", "rank"}) {
    std::uint32_t mine = 0;
    std::uint32_t others = 0;
    const bool has = read_number(value_of(a, name), mine);
    const bool other_has = read_number(value_of(b, name), others);
    if (has != other_has) return other_has;
    if (mine != others) return mine < others;
  }
  return id < other_id;
}

std::vector<RunName> names_of(const std::vector<std::pair<std::string, Attributes>>& runs) {
  std::vector<RunName> names(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Attributes& attributes = runs[i].second;
    std::uint32_t rank = 0;
    if (read_number(value_of(attributes, "rank"), rank)) names[i].rank = rank;
    names[i].text = names[i].rank ? std::to_string(rank) : "";
    names[i].node = printable(value_of(attributes, "node"), Tabs::Escape);
  }
  if (runs.empty() || all_differ(names)) return names;
  const bool tasks = differ(runs, "array_task_id");
  const bool restarts = differ(runs, "restart");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Attributes& attributes = runs[i].second;
    const std::string task = value_of(attributes, "array_task_id");
    const std::string restart = value_of(attributes, "restart");
    if (tasks) names[i].text = printable(task, Tabs::Escape) + (names[i].text.empty() ? "" : "/" + names[i].text);
    if (restarts) names[i].text += "r" + printable(restart.empty() ? "0" : restart, Tabs::Escape);
    names[i].rank.reset();
  }
  if (all_differ(names)) return names;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string& id = runs[i].first;
    names[i].text = id.substr(id.size() - std::min(id.size(), kIdEnd));
  }
  return names;
}

}  // namespace logwrap
