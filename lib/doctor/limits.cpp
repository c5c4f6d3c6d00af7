#include "lib/doctor/limits.hpp"

#include <yaml-cpp/yaml.h>

#include <array>
#include <charconv>

#include "lib/base/printer.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace {

constexpr char kPart[] = "limits";
constexpr char kSee[] = "docs/loki.md names those that matter";
/// Those that docs/loki.md speaks of.
constexpr std::array kShown = {"max_line_size",
                               "ingestion_rate_mb",
                               "ingestion_burst_size_mb",
                               "per_stream_rate_limit",
                               "per_stream_rate_limit_burst",
                               "max_global_streams_per_user",
                               "max_label_names_per_series",
                               "allow_structured_metadata",
                               "max_structured_metadata_size",
                               "reject_old_samples_max_age",
                               "creation_grace_period",
                               "retention_period"};

Finding not_visible(const std::string& why) {
  return {kPart, Health::Skipped, "not visible: " + why, kSee, {}};
}

std::string scalar(const YAML::Node& node) {
  return node && node.IsScalar() ? printable(node.Scalar().substr(0, 60), Tabs::Escape) : std::string();
}

Finding look_at_values(const YAML::Node& config) {
  const YAML::Node limits = config["limits_config"];
  Finding finding{kPart, Health::Ok, "as the whole server has them; a tenant's own may differ", "", {}};
  for (const char* key : kShown) {
    if (const std::string value = scalar(limits[key]); !value.empty())
      finding.details.push_back(std::string(key) + ": " + value);
  }
  const YAML::Node ingester = config["ingester"];
  const std::string age = ingester && ingester.IsMap() ? scalar(ingester["max_chunk_age"]) : "";
  if (!age.empty()) finding.details.push_back("max_chunk_age: " + age + " (half of it is the out-of-order window)");
  const auto line = bytes_of_loki_size(scalar(limits["max_line_size"]));
  if (!line || *line == 0 || *line >= kMaxLineBytes) return finding;
  finding.health = Health::Warning;
  finding.what = "max_line_size is less than logwrap's longest lines, which are then refused";
  finding.advice = "raise it to 256KB";
  return finding;
}

}  // namespace

std::optional<std::uint64_t> bytes_of_loki_size(std::string_view text) {
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(last - end));
  if (unit.empty() || unit == "B") return number;
  if (unit == "KB") return number << 10U;
  if (unit == "MB") return number << 20U;
  if (unit == "GB") return number << 30U;
  return std::nullopt;
}

Finding look_at_limits(const HttpResponse& response) {
  if (response.status == 0) return not_visible(printable(response.body, Tabs::Escape));
  if (response.status != 200) return not_visible(std::to_string(response.status) + " at " + kConfigPath);
  try {
    const YAML::Node config = YAML::Load(response.body);
    if (!config.IsMap() || !config["limits_config"].IsMap())
      return not_visible(std::string(kConfigPath) + " is not Loki's");
    return look_at_values(config);
  } catch (const YAML::Exception&) {
    return not_visible(std::string(kConfigPath) + " is not Loki's");
  }
}

}  // namespace logwrap
