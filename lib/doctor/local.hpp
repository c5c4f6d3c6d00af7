// What `logwrap doctor` looks at on this machine, before anything is sent: settings, state directory, files.
#pragma once

#include "lib/config/load.hpp"
#include "lib/doctor/finding.hpp"

namespace logwrap {

/// Where each value came from. Files that hold secrets are named, never read here.
[[nodiscard]] Finding look_at_settings(const ConfigResult& loaded);

/// `chosen` as Config::state_dir. The directory is made where it is missing, as a job's start would make it, and a file
/// is written to it and taken away again.
[[nodiscard]] Finding look_at_state_dir(const std::string& chosen);

/// The password, the token, and the certificates, as far as they are set: whether they can be read, and by whom.
[[nodiscard]] Finding look_at_credentials(const LokiConfig& loki);

}  // namespace logwrap
