// Selection: which runs a person means, by what they are known by. It is the same for journals and for Loki.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/identity/attributes.hpp"
#include "lib/query/number_set.hpp"

namespace logwrap {

/// A Slurm job, "4711"; an array with all its tasks, "4711"; one of them, "4711_3".
struct JobName {
  std::string id;
  std::optional<std::string> task;
  bool operator==(const JobName&) const = default;
};
/// The Error's message is for people.
[[nodiscard]] Result<JobName> parse_job(std::string_view text);

/// "rank=3" as name and value. The Error's message is for people.
[[nodiscard]] Result<std::pair<std::string, std::string>> parse_label(std::string_view text);

struct Selection {
  std::optional<JobName> job;
  std::vector<std::pair<std::string, std::string>> labels;  ///< attributes and their values, all of which it has
  std::optional<NumberSet> ranks;
  std::optional<NumberSet> restarts;  ///< a run that says nothing of restarts is the 0th
  std::vector<std::string> nodes;     ///< one of these; empty: any

  /// It says which job or runs are meant, and not only which parts of one.
  [[nodiscard]] bool names_runs() const { return job || !labels.empty(); }
  /// Something was asked for: else it admits all.
  [[nodiscard]] bool given() const { return job || !labels.empty() || ranks || restarts || !nodes.empty(); }
  [[nodiscard]] bool admits(const Attributes& attributes) const;
  /// "of job 4711 with rank=3", for messages; printable.
  [[nodiscard]] std::string text() const;
};

/// Two runs belong together: they are ranks of one job, and of one start of it.
[[nodiscard]] bool same_job(const Attributes& a, const Attributes& b);

/// The order in which runs of a job are shown: by task, start and rank, as numbers; those that have none first, and
/// among equals by id.
[[nodiscard]] bool shown_before(const std::string& id, const Attributes& a, const std::string& other_id,
                                const Attributes& b);

/// What tells runs apart that are shown together, one text for each: their ranks; where several have one rank, with
/// what differs else ("2/0" for an array's task, "0r1" for a restart); where that is not enough or there is none, the
/// end of their ids.
struct RunName {
  std::optional<std::uint32_t> rank;  ///< where the rank alone is the name
  std::string text;                   ///< printable
  std::string node;                   ///< printable; may be empty
};
[[nodiscard]] std::vector<RunName> names_of(const std::vector<std::pair<std::string, Attributes>>& runs);

}  // namespace logwrap
