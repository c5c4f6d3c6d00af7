#include "apps/logwrapctl/ship_progress.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "apps/logwrapctl/common.hpp"
#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

std::string records(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " record" : " records");
}

/// "417 bytes", "12.3 kB", "8.0 MB": never 0 of something that is there.
std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  std::array<char, 32> text{};
  const bool small = bytes < 999'950;  // from there on 1000.0 kB
  std::snprintf(text.data(), text.size(), small ? "%.1f kB" : "%.1f MB",
                static_cast<double>(bytes) / (small ? 1e3 : 1e6));
  return text.data();
}

}  // namespace

Interrupts::Interrupts() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  fd_.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

ShipProgress::ShipProgress() : at_terminal_(::isatty(STDERR_FILENO) == 1) {}

void ShipProgress::show(const ShipSession& session) {
  const Time now = BootClock::now();
  if (!at_terminal_ || now - shown_at_ < std::chrono::milliseconds(100)) return;
  shown_at_ = now;
  shown_ = true;
  const Sent& sent = session.sent();
  std::fprintf(stderr, "\r\x1b[Krun %s: %s sent, %s left", session.run().id().c_str(), records(sent.stored).c_str(),
               size_text(sent.unsent_bytes).c_str());
  std::fflush(stderr);
}

void ShipProgress::erase() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

void ShipProgress::say(const std::string& message) {
  erase();
  complain(printable(message, Tabs::Escape));
}

void ShipProgress::summarize(const ShipSession& session) {
  erase();
  const Sent& sent = session.sent();
  std::string text = "run " + session.run().id() + ": " + records(sent.stored) + " sent";
  if (sent.refused > 0)
    text += ", " + std::to_string(sent.refused) + " refused (" + printable(sent.refused_why, Tabs::Escape) + ")";
  if (sent.missing > 0) text += ", " + std::to_string(sent.missing) + " not in the journal";
  if (!session.complete()) text += "; " + size_text(sent.unsent_bytes) + " of the journal left";
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
  if (!session.complete() && !session.failure().empty()) say("the last answer: " + session.failure());
}

}  // namespace logwrap
