#include "lib/http/secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

Result<std::string> read_secret(const std::string& file, const std::string& what) {
  const std::string named = what + " in " + quoted_word(file);
  // O_NONBLOCK: a FIFO must not hold us up.
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return errno_error("cannot read " + named);
  std::array<char, 16 * 1024> buffer{};
  const Transfer got = read_some(fd.get(), buffer.data(), buffer.size());
  if (got.state == Transfer::State::Failed) return errno_error("cannot read " + named, got.error);
  std::string_view text(buffer.data(), got.bytes);
  text = text.substr(0, text.find('\n'));
  while (text.ends_with('\r') || text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return Error{{}, named + " is missing: its first line is empty"};
  // It goes into a header, where a line end or NUL would begin something else.
  const bool plain = std::none_of(text.begin(), text.end(), is_control);
  if (!plain) return Error{{}, named + " holds control characters"};
  return std::string(text);
}

bool is_encrypted_key(const std::string& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  std::string text(64UL * 1024, '\0');  // a certificate and those that signed it may stand before the key
  const Transfer got = fd ? read_some(fd.get(), text.data(), text.size()) : Transfer{};
  text.resize(got.bytes);
  // PKCS #8 (RFC 7468, section 11), and what OpenSSL wrote before it (RFC 1421, section 4.6.1.1).
  return text.find("-----BEGIN ENCRYPTED PRIVATE KEY-----") != std::string::npos ||
         text.find("Proc-Type: 4,ENCRYPTED") != std::string::npos;
}

std::string without_secret(std::string words, const std::string& secret) {
  static constexpr std::string_view kMask = "***";
  for (std::size_t at = words.find(secret); at != std::string::npos; at = words.find(secret, at + kMask.size()))
    words.replace(at, secret.size(), kMask);
  return words;
}

Exposure exposure_of(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return Exposure::None;
  if (status.st_uid != ::geteuid()) return (status.st_mode & S_IROTH) != 0 ? Exposure::Everyone : Exposure::None;
  return (status.st_mode & (S_IRGRP | S_IROTH)) != 0 ? Exposure::Others : Exposure::None;
}

}  // namespace logwrap
