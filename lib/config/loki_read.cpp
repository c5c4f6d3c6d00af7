#include "lib/config/config.hpp"

namespace logwrap {

LokiConfig for_reading(const LokiReadConfig& read, const LokiConfig& push) {
  LokiConfig server;
  server.url = read.url.empty() ? push.url : read.url;
  server.tenant = read.tenant.empty() ? push.tenant : read.tenant;
  server.user = read.user;
  server.password_file = read.password_file;
  server.token_file = read.token_file;
  server.ca_file = push.ca_file;
  server.cert_file = read.cert_file;
  server.key_file = read.key_file;
  server.proxy = push.proxy;
  server.labels = push.labels;
  return server;
}

}  // namespace logwrap
