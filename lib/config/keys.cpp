#include "lib/config/keys.hpp"

namespace logwrap {

namespace {

constexpr std::string_view kFileValues = "an absolute path, one that starts with ~/, or none";
constexpr std::string_view kPaceValues = "a time from 1 s to 24 h, such as 30s, 10m or 2h, or none";
constexpr std::string_view kSizeValues = "a size from 1 MiB to 1 TiB, such as 500MB or 2GiB";

constexpr std::array<KeyInfo, kKeyCount> kKeys = {{
    {Key::StateDir, "state_dir", "LOGWRAP_STATE_DIR", "--state-dir", "an absolute path, or one that starts with ~/",
     "$XDG_STATE_HOME/logwrap", "/scratch/me/logwrap", "where runs are kept"},
    {Key::Pty, "pty", "LOGWRAP_PTY", "--pty", "auto, always or never", "auto", "never",
     "whether the job gets a pseudo-terminal"},
    {Key::Passthrough, "passthrough", "LOGWRAP_PASSTHROUGH", "--passthrough", "raw, rendered or none", "raw",
     "rendered", "what of the job's output logwrap passes on"},
    {Key::Window, "window", "LOGWRAP_WINDOW", "--window",
     "ROWSxCOLS with 1..1000 rows and 20..1000 columns, such as 40x120", "40x120", "50x200",
     "terminal size of a job that runs without a terminal"},
    {Key::Linger, "linger", "LOGWRAP_LINGER", "--linger", "a time from 0 to 60 s, such as 500ms, 2s or 1m", "1s",
     "500ms", "how long to wait, after the job, for processes that hold its output"},
    {Key::Mode, "mode", "LOGWRAP_MODE", "--mode", "enabled, metadata or disabled", "enabled", "metadata",
     "what is recorded at the start: everything, metadata only, or nothing until a command"},
    {Key::Commands, "commands", "LOGWRAP_COMMANDS", "--commands", "any, restrict or none", "any", "restrict",
     "what a /LOGCOMMAND that the job prints may do"},
    {Key::MetadataStreams, "metadata_streams", "LOGWRAP_METADATA_STREAMS", "--metadata-streams",
     "stdout, stderr or both", "stdout", "both", "where metadata is looked for"},
    {Key::Redact, "redact", "LOGWRAP_REDACT", "--redact", "on or off", "on", "off",
     "whether passwords, tokens and keys are masked in what is recorded"},
    {Key::RedactPatterns, "redact_patterns", "LOGWRAP_REDACT_PATTERNS", "--redact-patterns",
     "RE2 patterns, one a line, or none", "none", "corp-[0-9]{12}", "what else to mask"},
    {Key::Multiline, "multiline", "LOGWRAP_MULTILINE", "--multiline",
     "rules BEGINS or BEGINS => GOES ON, RE2 patterns, one a line, or none", "none", "^Stack of => ^#[0-9]+ ",
     "what other lines belong together, as those of a traceback do"},
    {Key::Patterns, "patterns", "LOGWRAP_PATTERNS", "--patterns",
     "patterns with <name> for each value, as in LogQL, one a line, or none", "none", "epoch <epoch> loss=<loss>",
     "lines of plain text whose numbers are metadata"},
    {Key::Progress, "progress", "LOGWRAP_PROGRESS", "--progress", kPaceValues, "none", "30s",
     "how often a bar that moves is recorded before it is finished"},
    {Key::Stall, "stall", "LOGWRAP_STALL", "--stall", kPaceValues, "none", "10m",
     "how long nothing may be printed and no bar move until that is recorded"},
    {Key::LokiUrl, "loki_url", "LOGWRAP_LOKI_URL", "--loki-url", "an http:// or https:// address, or none", "none",
     "https://loki.example.com:3100", "the Grafana Loki that records are pushed to"},
    {Key::LokiTenant, "loki_tenant", "LOGWRAP_LOKI_TENANT", "--loki-tenant",
     "a tenant's name in printable ASCII without blanks, or none", "none", "research",
     "the tenant that records are pushed for"},
    {Key::LokiUser, "loki_user", "LOGWRAP_LOKI_USER", "--loki-user", "a user's name without colon, or none", "none",
     "pusher", "the user of basic authentication"},
    {Key::LokiPasswordFile, "loki_password_file", "LOGWRAP_LOKI_PASSWORD_FILE", "--loki-password-file", kFileValues,
     "none", "/etc/logwrap/loki-password", "the file that holds that user's password"},
    {Key::LokiTokenFile, "loki_token_file", "LOGWRAP_LOKI_TOKEN_FILE", "--loki-token-file", kFileValues, "none",
     "/etc/logwrap/loki-token", "the file that holds a bearer token"},
    {Key::LokiCaFile, "loki_ca_file", "LOGWRAP_LOKI_CA_FILE", "--loki-ca-file", kFileValues, "none",
     "/etc/ssl/loki-ca.pem", "certificates (PEM) that the server's is checked against, instead of the system's"},
    {Key::LokiCertFile, "loki_cert_file", "LOGWRAP_LOKI_CERT_FILE", "--loki-cert-file", kFileValues, "none",
     "/etc/ssl/pusher.pem", "the client's own certificate (PEM)"},
    {Key::LokiKeyFile, "loki_key_file", "LOGWRAP_LOKI_KEY_FILE", "--loki-key-file", kFileValues, "none",
     "/etc/ssl/pusher.key", "the key (PEM) of that certificate, where it is not in the same file"},
    {Key::LokiProxy, "loki_proxy", "LOGWRAP_LOKI_PROXY", "--loki-proxy",
     "auto, none, or an http://, https://, socks5:// or socks5h:// address", "auto", "http://proxy.example.com:3128",
     "the proxy on the way to Loki"},
    {Key::LokiLabels, "loki_labels", "LOGWRAP_LOKI_LABELS", "--loki-labels",
     "NAME=VALUE, NAME or -NAME, with commas between, or none", "none", "team=vision, job_id, -user",
     "labels to set, to add from what is detected, and to leave out"},
    {Key::LokiReadUrl, "loki_read_url", "LOGWRAP_LOKI_READ_URL", "--loki-read-url",
     "an http:// or https:// address, or none", "none", "https://logs.example.com",
     "the address to read back from, where it is not loki_url"},
    {Key::LokiReadTenant, "loki_read_tenant", "LOGWRAP_LOKI_READ_TENANT", "--loki-read-tenant",
     "a tenant's name in printable ASCII without blanks, or none", "none", "research",
     "the tenant to read, where it is not loki_tenant"},
    {Key::LokiReadUser, "loki_read_user", "LOGWRAP_LOKI_READ_USER", "--loki-read-user",
     "a user's name without colon, or none", "none", "ada", "the user of basic authentication who reads"},
    {Key::LokiReadPasswordFile, "loki_read_password_file", "LOGWRAP_LOKI_READ_PASSWORD_FILE",
     "--loki-read-password-file", kFileValues, "none", "/home/ada/.config/logwrap/password",
     "the file that holds that user's password"},
    {Key::LokiReadTokenFile, "loki_read_token_file", "LOGWRAP_LOKI_READ_TOKEN_FILE", "--loki-read-token-file",
     kFileValues, "none", "/home/ada/.config/logwrap/token", "the file that holds a bearer token that may read"},
    {Key::LokiReadCertFile, "loki_read_cert_file", "LOGWRAP_LOKI_READ_CERT_FILE", "--loki-read-cert-file", kFileValues,
     "none", "/home/ada/.config/logwrap/reader.pem", "the certificate (PEM) of who reads"},
    {Key::LokiReadKeyFile, "loki_read_key_file", "LOGWRAP_LOKI_READ_KEY_FILE", "--loki-read-key-file", kFileValues,
     "none", "/home/ada/.config/logwrap/reader.key",
     "the key (PEM) of that certificate, where it is not in the same file"},
    {Key::Drain, "drain", "LOGWRAP_DRAIN", "--drain", "a time from 0 to 10 min, such as 500ms, 2s or 1m", "10s", "30s",
     "how long to wait, after the job, for Loki to take what is left"},
    {Key::OnFull, "on_full", "LOGWRAP_ON_FULL", "--on-full", "drop or throttle", "drop", "throttle",
     "what to do when the journal is full of what Loki has not taken"},
    {Key::RunLimit, "run_limit", "LOGWRAP_RUN_LIMIT", "--run-limit", kSizeValues, "1GiB", "4GiB",
     "what a run's journal may hold"},
    {Key::StateLimit, "state_limit", "LOGWRAP_STATE_LIMIT", "--state-limit", kSizeValues, "5GiB", "50GB",
     "what all runs' journals may hold together"},
}};

}  // namespace

std::span<const KeyInfo> config_keys() {
  return kKeys;
}

const KeyInfo& info(Key key) {
  return kKeys.at(static_cast<std::size_t>(key));
}

std::optional<Key> key_named(std::string_view name) {
  for (const KeyInfo& known : kKeys) {
    if (known.name == name) return known.key;
  }
  return std::nullopt;
}

}  // namespace logwrap
