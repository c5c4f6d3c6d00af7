// HttpClient: requests to one server, several at a time, without threads of ours and without ever blocking.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/config/config.hpp"

namespace logwrap {

struct HttpRequest {
  std::string path;                      ///< from '/', behind the server's address
  std::string body;                      ///< sent by POST where there is one, else it is a GET
  std::string content_type;              ///< of the body
  std::size_t max_answer = 64UL * 1024;  ///< bytes of the response's body that are kept
  std::vector<std::string> headers{};    ///< more of them: "Name: value"
};

struct HttpResponse {
  int status = 0;           ///< 0: there was no whole answer
  std::string body;         ///< at most its first `max_answer` bytes; where status is 0 what went wrong, in words
  std::string retry_after;  ///< the header's value, empty without one
  std::string date;         ///< the same
  /// What went wrong, coarsely, where status is 0. Secret: a password, a token, or the client's certificate or its key
  /// cannot be used as it lies there.
  enum class Failure : std::uint8_t { None, Resolve, Connect, Tls, Secret, Timeout, Other };
  Failure failure = Failure::None;
  /// How far it got; a connection that was used again counts as far as it came the first time, TLS apart.
  enum class Reached : std::uint8_t { Nothing, Resolved, Connected, Secured };
  Reached reached = Reached::Nothing;
  std::string address;  ///< "10.0.0.7:3100", of the server or its proxy; empty without a connection
};

struct HttpTimeouts {
  std::chrono::milliseconds connect{5'000};  ///< name, connection and TLS
  /// The whole request. A server that took the body and does not answer may have stored it all the same: to give up
  /// early makes duplicates.
  std::chrono::milliseconds total{30'000};
};

class HttpClient {
 public:
  using Id = std::uint64_t;
  struct Finished {
    Id id = 0;
    HttpResponse response;
  };

  /// The files that `server` names are read whenever a request starts: a secret may be exchanged meanwhile.
  explicit HttpClient(LokiConfig server, HttpTimeouts timeouts = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// Starts a request. Secrets are read from their files now: where that fails, the response says so.
  Id start(HttpRequest request);
  /// Moves the requests along until one is finished, one of `others` is ready (their revents say which), or `timeout`
  /// has passed.
  [[nodiscard]] std::vector<Finished> wait(std::span<pollfd> others, std::chrono::milliseconds timeout);
  /// For who has nothing else to do.
  [[nodiscard]] HttpResponse perform(HttpRequest request);
  /// Unfinished ones.
  [[nodiscard]] std::size_t in_flight() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace logwrap
