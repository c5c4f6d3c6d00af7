#include "lib/recorder/redaction.hpp"

#include <unistd.h>

#include <string_view>

#include "lib/redact/secret_names.hpp"

namespace logwrap {

namespace {

/// In a command line itself a secret is known by its place, and may be shorter than what is looked for everywhere.
constexpr std::size_t kLeastArgument = 4;

std::vector<std::string> secrets_of(const std::vector<std::string>& argv) {
  std::vector<std::string_view> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) environment.emplace_back(*entry);
  std::vector<std::string> secrets = redact::secret_values(environment);
  for (std::string& secret : redact::secret_arguments(argv)) secrets.push_back(std::move(secret));
  return secrets;
}

}  // namespace

Redaction::Redaction(const Options& options, const std::vector<std::string>& argv) {
  if (!options.on) return;
  redactor_.emplace(redact::Redactor::Options{secrets_of(argv), options.patterns});
  for (int stream = 0; stream < 2; ++stream) streams_.emplace_back(*redactor_);
}

void Redaction::watch(LiteralFinder& words) const {
  if (redactor_) words.add_all(redactor_->literals(), 0);
}

const Line& Redaction::take(Stream stream, const Line& line) {
  return redactor_ ? streams_.at(static_cast<std::size_t>(stream)).take(line) : line;
}

void Redaction::begin_look(Stream stream) {
  if (redactor_) streams_.at(static_cast<std::size_t>(stream)).begin_look();
}

Line Redaction::look(Stream stream, const Line& line) {
  return redactor_ ? streams_.at(static_cast<std::size_t>(stream)).look(line) : line;
}

void Redaction::output_is_missing() {
  for (redact::LineRedactor& stream : streams_) stream.lines_are_missing();
}

std::vector<std::string> Redaction::masked(std::vector<std::string> argv) const {
  if (!redactor_) return argv;
  const std::vector<std::string> secrets = redact::secret_arguments(argv, kLeastArgument);
  redact::LineRedactor words(*redactor_);  // a key may go over several, as it goes over several lines
  for (std::string& word : argv) {
    Line line;
    line.text = word;
    word = redact::without_words(std::string(words.take(line).text), secrets);
  }
  return argv;
}

std::uint64_t Redaction::count_masks() {
  std::uint64_t masks = 0;
  for (redact::LineRedactor& stream : streams_) masks += stream.count_masks();
  return masks;
}

}  // namespace logwrap
