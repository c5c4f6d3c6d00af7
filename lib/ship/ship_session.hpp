// ShipSession: one run, its shipper and the requests under way: the loop's body. Holds the run's lock, so that nobody
// else sends it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lib/config/config.hpp"
#include "lib/http/http_client.hpp"
#include "lib/journal/sent_file.hpp"
#include "lib/journal/state_dir.hpp"
#include "lib/journal/watch.hpp"
#include "lib/ship/run_shipper.hpp"

namespace logwrap {

class ShipSession {
 public:
  using Writer = JournalReader::Writer;

  /// EAGAIN where somebody else sends this run. The Error's message is for people.
  [[nodiscard]] static Result<std::unique_ptr<ShipSession>> open(const StateDir& state, const std::string& run_id,
                                                                 const LokiConfig& config);

  /// Reads, sends, and waits: until something can be done, one of `others` is ready (their revents say which), or
  /// `longest` has passed. `writer`: whether the run's recorder may still write.
  void turn(Writer writer, std::span<pollfd> others, std::chrono::milliseconds longest);
  /// Notes what was settled in the last turn, before the session is given up.
  void save() { save_if_due(BootClock::now(), true); }
  /// Whatever waits for a backoff to pass is tried now: there may not be time for it later.
  void hurry() { shipper_.hurry(); }

  [[nodiscard]] bool complete() const { return shipper_.complete(); }
  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] const Sent& sent() const { return sent_; }
  [[nodiscard]] const RunShipper& shipper() const { return shipper_; }
  /// When an answer came last that says that the server works; nothing before the first.
  [[nodiscard]] std::optional<Time> last_progress() const { return last_progress_; }
  /// Why the last request brought nothing, for people; empty where it did, or where none was made.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] std::vector<std::string> take_notices();

 private:
  ShipSession(Run run, UniqueFd lock, RunStreams streams, const LokiConfig& config, Sent sent);

  void save_if_due(Time now, bool at_once);
  void take(const std::vector<HttpClient::Finished>& finished);
  [[nodiscard]] std::chrono::milliseconds patience(Time now, std::chrono::milliseconds longest) const;

  Run run_;
  UniqueFd lock_;
  RunStreams streams_;
  RunShipper shipper_;
  HttpClient http_;
  Watch watch_;
  std::map<HttpClient::Id, StreamId> under_way_;
  SentFile file_;
  Sent sent_;  // as it was saved last
  Time saved_at_;
  bool answers_came_ = false;  // since then
  bool more_to_read_ = true;
  bool save_failed_ = false;  // and it was said
  std::optional<Time> last_progress_;
  std::string failure_;
  std::vector<std::string> notices_;
};

}  // namespace logwrap
