// LokiQueries: questions to one Loki, several at a time, over HTTP.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lib/http/http_client.hpp"
#include "lib/remote/pager.hpp"

namespace logwrap {

/// Of two entries the earlier or the later one first.
enum class Direction { Forward, Backward };

class LokiQueries {
 public:
  using Id = HttpClient::Id;
  using Finished = HttpClient::Finished;

  /// So many bytes of an answer are kept: one that has them all was too big.
  static constexpr std::size_t kMaxAnswer = 64UL << 20;

  explicit LokiQueries(LokiConfig server);

  /// Entries, with structured metadata among their labels. Loki would tell the two apart if asked to
  /// (X-Loki-Response-Encoding-Flags: categorize-labels); but its iterator that does so forgets errors
  /// (pkg/iter/categorized_labels_iterator.go, seen in 3.4.6): an answer that was too big, or that broke off, is then
  /// an empty or a short one, with status 200.
  Id ask_range(const std::string& query, const Pager::Ask& ask, Direction direction = Direction::Forward);
  /// The labels of the streams that the selector finds, without structured metadata.
  Id ask_series(const std::string& streams, UnixNanos start, UnixNanos end);
  /// The value of a metric query at one time.
  Id ask_number(const std::string& query, UnixNanos at);

  /// As HttpClient has it. An answer that was too big to be kept has status 413.
  [[nodiscard]] std::vector<Finished> wait(std::chrono::milliseconds timeout, std::span<pollfd> others = {});
  [[nodiscard]] std::size_t in_flight() const { return http_.in_flight(); }

 private:
  Id ask(const std::string& endpoint, const std::string& parameters);

  HttpClient http_;
};

}  // namespace logwrap
