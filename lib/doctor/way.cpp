#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/doctor/server.hpp"

namespace logwrap {

namespace {

using Failure = HttpResponse::Failure;
using Reached = HttpResponse::Reached;

std::string host_of(const std::string& url) {
  const std::size_t start = url.find("://") + 3;
  const std::string rest = url.substr(start, url.find('/', start) - start);
  if (rest.starts_with('[')) return rest.substr(0, rest.find(']') + 1);
  return rest.substr(0, rest.find(':'));
}

bool is_number(const std::string& host) {
  return host.starts_with('[') ||
         std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool is_here(const std::string& host) {
  return host == "localhost" || host == "[::1]" || (is_number(host) && host.starts_with("127."));
}

/// A timeout, or a connection that ended, says only by how far it came what it was.
Reached reached_by(const HttpResponse& response) {
  switch (response.failure) {
    case Failure::Resolve:
      return Reached::Nothing;
    case Failure::Connect:
      return Reached::Resolved;
    case Failure::Tls:
      return Reached::Connected;
    default:
      return response.status != 0 ? Reached::Secured : response.reached;
  }
}

std::string words_of(const HttpResponse& response) {
  return printable(response.body, Tabs::Escape);
}

Finding look_at_name(const LokiConfig& loki, const Probed& probed, Reached reached) {
  const std::string host = host_of(loki.url);
  if (reached == Reached::Nothing) {
    return {"DNS",
            Health::Failed,
            words_of(probed.response),
            "see whether loki_url or the proxy is spelt right, and whether this machine's DNS knows it",
            {}};
  }
  const bool proxy = loki.proxy != "auto" && loki.proxy != "none";
  if (proxy) return {"DNS", Health::Skipped, host + " is looked up by the proxy, " + loki.proxy, "", {}};
  if (is_number(host)) return {"DNS", Health::Skipped, host + " is an address already", "", {}};
  if (probed.proxy_variable.empty()) return {"DNS", Health::Ok, host + " is found", "", {}};
  // Only from 8.7 on does libcurl tell which of the two it was.
  return {"DNS", Health::Ok, host + ", or the proxy of " + probed.proxy_variable + ", is found", "", {}};
}

Finding look_at_connection(const HttpResponse& response, Reached reached) {
  if (reached == Reached::Nothing) return {"connection", Health::Skipped, "needs the name", "", {}};
  if (reached == Reached::Resolved) {
    return {
        "connection",
        Health::Failed,
        words_of(response),
        "see whether Loki runs there, whether the port of loki_url is right, and whether a firewall or proxy stands "
        "between",
        {}};
  }
  return {"connection", Health::Ok, "to " + response.address, "", {}};
}

Finding look_at_plain(const LokiConfig& loki) {
  const bool secret = !loki.user.empty() || !loki.token_file.empty();
  if (!secret || is_here(host_of(loki.url)))
    return {"TLS", Health::Skipped, "loki_url is http://, nothing is encrypted", "", {}};
  return {"TLS",
          Health::Warning,
          "loki_url is http://, so that the password or token can be read on the way",
          "use https://",
          {}};
}

/// With TLS 1.3 a server refuses the client's certificate only after the handshake, which the client takes for done.
bool refuses_client(const HttpResponse& response) {
  return response.status == 0 && response.body.find("alert") != std::string::npos;
}

Finding look_at_tls(const LokiConfig& loki, const HttpResponse& response, Reached reached) {
  if (!loki.url.starts_with("https://")) return look_at_plain(loki);
  if (reached < Reached::Connected) return {"TLS", Health::Skipped, "needs a connection", "", {}};
  if (refuses_client(response)) {
    return {"TLS",
            Health::Failed,
            "the server refuses this client: " + words_of(response),
            "it may want a certificate, or another: loki_cert_file and loki_key_file",
            {}};
  }
  if (response.failure == Failure::Secret)
    return {"TLS", Health::Failed, words_of(response), "change loki_cert_file and loki_key_file", {}};
  if (reached == Reached::Connected) {
    return {
        "TLS",
        Health::Failed,
        words_of(response),
        "if this is the right server, set loki_ca_file to the certificate (PEM) of the authority that signed its own; "
        "if it speaks no TLS, loki_url begins with http://",
        {}};
  }
  const std::string by = loki.ca_file.empty() ? "the system's authorities" : printable(loki.ca_file, Tabs::Escape);
  const std::string client = loki.cert_file.empty() ? "" : ", with a client's certificate";
  return {"TLS", Health::Ok, "the server's certificate is good by " + by + client, "", {}};
}

}  // namespace

std::vector<Finding> look_at_way(const LokiConfig& loki, const Probed& probed) {
  const HttpResponse& response = probed.response;
  const Reached reached = reached_by(response);
  return {look_at_name(loki, probed, reached), look_at_connection(response, reached),
          look_at_tls(loki, response, reached)};
}

}  // namespace logwrap
