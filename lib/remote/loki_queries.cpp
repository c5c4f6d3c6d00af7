#include "lib/remote/loki_queries.hpp"

#include "lib/remote/logql.hpp"

namespace logwrap {

namespace {

/// Loki gives a query a minute.
constexpr HttpTimeouts kTimeouts{std::chrono::seconds(5), std::chrono::seconds(90)};
/// What a URL may be long, also for what stands before Loki. A longer question goes as a form.
constexpr std::size_t kMaxUrl = 4000;

}  // namespace

LokiQueries::LokiQueries(LokiConfig server) : http_(std::move(server), kTimeouts) {}

LokiQueries::Id LokiQueries::ask(const std::string& endpoint, const std::string& parameters) {
  HttpRequest request;
  request.path = "/loki/api/v1/" + endpoint;
  request.max_answer = kMaxAnswer;
  if (parameters.size() <= kMaxUrl) {
    request.path += "?" + parameters;
  } else {
    request.body = parameters;
    request.content_type = "application/x-www-form-urlencoded";
  }
  return http_.start(std::move(request));
}

LokiQueries::Id LokiQueries::ask_range(const std::string& query, const Pager::Ask& ask, Direction direction) {
  return this->ask("query_range", "query=" + url_encoded(query) + "&start=" + std::to_string(ask.start) +
                                      "&end=" + std::to_string(ask.end) + "&limit=" + std::to_string(ask.limit) +
                                      "&direction=" + (direction == Direction::Forward ? "forward" : "backward"));
}

LokiQueries::Id LokiQueries::ask_number(const std::string& query, UnixNanos at) {
  return ask("query", "query=" + url_encoded(query) + "&time=" + std::to_string(at));
}

LokiQueries::Id LokiQueries::ask_series(const std::string& streams, UnixNanos start, UnixNanos end) {
  return ask("series", url_encoded("match[]") + "=" + url_encoded(streams) + "&start=" + std::to_string(start) +
                           "&end=" + std::to_string(end));
}

std::vector<LokiQueries::Finished> LokiQueries::wait(std::chrono::milliseconds timeout, std::span<pollfd> others) {
  std::vector<Finished> finished = http_.wait(others, timeout);
  for (Finished& one : finished) {
    constexpr int kContentTooLarge = 413;
    if (one.response.body.size() >= kMaxAnswer) one.response.status = kContentTooLarge;
  }
  return finished;
}

}  // namespace logwrap
