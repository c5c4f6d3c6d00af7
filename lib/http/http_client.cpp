#include "lib/http/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "lib/base/base64.hpp"
#include "lib/base/clock.hpp"
#include "lib/http/secret.hpp"

namespace logwrap {

namespace {

struct CloseMulti {
  void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
};
struct CloseEasy {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, CloseEasy>;
using Headers = std::unique_ptr<curl_slist, FreeList>;

/// A request under way. It does not move: libcurl keeps pointers into it.
struct Transaction {
  HttpClient::Id id = 0;
  HttpRequest request;
  HttpResponse response;
  Easy easy;
  Headers headers;
  std::vector<std::string> secrets;  ///< as they stand in the request
  std::array<char, CURL_ERROR_SIZE> words{};
};

void add_header(Headers& headers, const std::string& line) {
  curl_slist* const longer = ::curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)headers.release();
  headers.reset(longer);
}

std::size_t take_body(const char* bytes, std::size_t one, std::size_t count, void* user) {
  Transaction& transaction = *static_cast<Transaction*>(user);
  std::string& body = transaction.response.body;
  body.append(bytes, std::min(count * one, transaction.request.max_answer - body.size()));
  return count * one;
}

HttpResponse::Failure failure_of(CURLcode code) {
  using Failure = HttpResponse::Failure;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Failure::Resolve;
    case CURLE_COULDNT_CONNECT:
      return Failure::Connect;
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::Timeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Failure::Tls;
    case CURLE_SSL_CERTPROBLEM:
      return Failure::Secret;
    default:
      return Failure::Other;
  }
}

bool took_time(CURL* easy, CURLINFO phase) {
  curl_off_t microseconds = 0;
  return ::curl_easy_getinfo(easy, phase, &microseconds) == CURLE_OK && microseconds > 0;
}

std::string address_of(CURL* easy) {
  const char* ip = nullptr;
  long port = 0;
  ::curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  ::curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  if (ip == nullptr || *ip == '\0') return {};
  const std::string text(ip);
  return (text.find(':') == std::string::npos ? text : "[" + text + "]") + ":" + std::to_string(port);
}

/// While TLS is under way libcurl gives no time for the connection below it, but its address.
HttpResponse::Reached reached_by(CURL* easy, const std::string& address) {
  using Reached = HttpResponse::Reached;
  if (took_time(easy, CURLINFO_APPCONNECT_TIME_T)) return Reached::Secured;
  if (took_time(easy, CURLINFO_CONNECT_TIME_T) || !address.empty()) return Reached::Connected;
  return took_time(easy, CURLINFO_NAMELOOKUP_TIME_T) ? Reached::Resolved : Reached::Nothing;
}

/// Of a proxy that it cannot use libcurl gives the address as it stands in the environment, with its password; or as
/// the proxy's name what it took for it, which may be a part of one. Words of TLS name files, and no addresses.
bool may_quote_proxy(CURLcode code, std::string_view words) {
  if (failure_of(code) == HttpResponse::Failure::Tls) return false;
  return code == CURLE_COULDNT_RESOLVE_PROXY || words.find('@') != std::string_view::npos ||
         words.find("://") != std::string_view::npos;
}

/// libcurl's own words say more than the code's. But where a connection ends they are of whatever it tried last.
std::string words_for(CURLcode code, const std::string& words) {
  std::string general = ::curl_easy_strerror(code);
  if (words.empty()) return general;
  if (may_quote_proxy(code, words))
    return general +
           "; see the proxy's address: loki_proxy, or https_proxy and the like (where /, @, # and blanks of a password "
           "are %2F, %40, %23 and %20)";
  if (code == CURLE_SSL_CERTPROBLEM)
    return words + "; the key has to be the certificate's, and without a passphrase: nobody is asked for one";
  return failure_of(code) == HttpResponse::Failure::Other ? general + ": " + words : words;
}

std::string header_of(CURL* easy, const char* name) {
  curl_header* found = nullptr;
  return ::curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
}

void set_option(CURL* easy, CURLoption option, const std::string& value) {
  if (!value.empty()) ::curl_easy_setopt(easy, option, value.c_str());
}

/// Where a proxy is "auto" libcurl looks into the environment by itself; the empty text keeps it from that.
void set_connection(CURL* easy, const LokiConfig& server, const HttpTimeouts& timeouts) {
  ::curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs must not hold up the end
  ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeouts.connect.count()));
  ::curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeouts.total.count()));
  ::curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_CAINFO, server.ca_file);
  set_option(easy, CURLOPT_SSLCERT, server.cert_file);
  set_option(easy, CURLOPT_SSLKEY, server.key_file);
  ::curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");  // else OpenSSL asks for one, at the terminal or on stdin
  if (server.proxy != "auto")
    ::curl_easy_setopt(easy, CURLOPT_PROXY, server.proxy == "none" ? "" : server.proxy.c_str());
}

Result<void> set_secrets(Transaction& transaction, const LokiConfig& server) {
  if (!server.user.empty()) {
    const Result<std::string> password = read_secret(server.password_file, "the password");
    if (!password) return password.error();
    CURL* const easy = transaction.easy.get();
    ::curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    ::curl_easy_setopt(easy, CURLOPT_USERNAME, server.user.c_str());
    ::curl_easy_setopt(easy, CURLOPT_PASSWORD, password->c_str());
    transaction.secrets = {base64(server.user + ":" + *password), *password};
  }
  if (!server.token_file.empty()) {
    const Result<std::string> token = read_secret(server.token_file, "the token");
    if (!token) return token.error();
    add_header(transaction.headers, "Authorization: Bearer " + *token);
    transaction.secrets = {*token};
  }
  return {};
}

void set_request(Transaction& transaction, const LokiConfig& server) {
  CURL* const easy = transaction.easy.get();
  ::curl_easy_setopt(easy, CURLOPT_PRIVATE, &transaction);
  ::curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transaction.words.data());
  ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transaction);
  ::curl_easy_setopt(easy, CURLOPT_USERAGENT, "logwrap");
  ::curl_easy_setopt(easy, CURLOPT_URL, (server.url + transaction.request.path).c_str());
  if (!server.tenant.empty()) add_header(transaction.headers, "X-Scope-OrgID: " + server.tenant);
  for (const std::string& header : transaction.request.headers) add_header(transaction.headers, header);
  if (transaction.request.body.empty()) return;
  add_header(transaction.headers, "Content-Type: " + transaction.request.content_type);
  add_header(transaction.headers, "Expect:");  // not to wait for a "100 Continue" before a large body
  ::curl_easy_setopt(easy, CURLOPT_POST, 1L);
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transaction.request.body.data());
  ::curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transaction.request.body.size()));
}

/// A server, or what stands before it, may quote the request to say what is wrong with it; and what it says is shown
/// and kept. What was asked for is left as it is.
void hide_secrets(Transaction& transaction) {
  HttpResponse& response = transaction.response;
  const bool asked_for = transaction.request.body.empty() && response.status >= 200 && response.status < 300;
  if (asked_for) return;
  for (const std::string& secret : transaction.secrets)
    response.body = without_secret(std::move(response.body), secret);
}

void finish(Transaction& transaction, CURLcode code) {
  HttpResponse& response = transaction.response;
  CURL* const easy = transaction.easy.get();
  long status = 0;
  ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  response.date = header_of(easy, "Date");
  response.retry_after = header_of(easy, "Retry-After");
  response.address = address_of(easy);
  response.reached = reached_by(easy, response.address);
  if (code == CURLE_OK) {
    response.status = static_cast<int>(status);
    return hide_secrets(transaction);
  }
  response.failure = failure_of(code);
  response.body = words_for(code, transaction.words.data());
}

}  // namespace

struct HttpClient::Impl {
  LokiConfig server;
  HttpTimeouts timeouts;
  std::unique_ptr<CURLM, CloseMulti> multi;
  std::vector<Easy> idle;  // handles that are set up already; at most as many as there were requests at once
  std::map<Id, std::unique_ptr<Transaction>> transactions;
  std::vector<Finished> refused;  // could not be started
  Id last = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    for (const auto& [id, transaction] : transactions) {
      if (transaction->easy) ::curl_multi_remove_handle(multi.get(), transaction->easy.get());
    }
  }

  Easy take_handle() {
    if (!idle.empty()) {
      Easy easy = std::move(idle.back());
      idle.pop_back();
      return easy;
    }
    Easy easy(::curl_easy_init());
    if (!easy) throw std::bad_alloc();
    return easy;
  }

  Finished take_finished(Transaction& transaction, CURLcode code) {
    finish(transaction, code);
    ::curl_multi_remove_handle(multi.get(), transaction.easy.get());
    ::curl_easy_reset(transaction.easy.get());  // forgets the secrets; the connection stays, it is the multi handle's
    idle.push_back(std::move(transaction.easy));
    Finished finished{transaction.id, std::move(transaction.response)};
    transactions.erase(finished.id);
    return finished;
  }

  std::vector<Finished> collect() {
    std::vector<Finished> finished = std::exchange(refused, {});
    int left = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      void* owner = nullptr;
      ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      finished.push_back(take_finished(*static_cast<Transaction*>(owner), code));
    }
    return finished;
  }
};

HttpClient::HttpClient(LokiConfig server, HttpTimeouts timeouts) : impl_(std::make_unique<Impl>()) {
  static const CURLcode kInitialised = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  assert(kInitialised == CURLE_OK);
  (void)kInitialised;
  impl_->server = std::move(server);
  impl_->timeouts = timeouts;
  impl_->multi.reset(::curl_multi_init());
  if (!impl_->multi) throw std::bad_alloc();
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

HttpClient::Id HttpClient::start(HttpRequest request) {
  auto transaction = std::make_unique<Transaction>();
  transaction->id = ++impl_->last;
  transaction->request = std::move(request);
  transaction->easy = impl_->take_handle();
  set_connection(transaction->easy.get(), impl_->server, impl_->timeouts);
  set_request(*transaction, impl_->server);
  const Id id = transaction->id;
  if (const Result<void> set = set_secrets(*transaction, impl_->server); !set) {
    HttpResponse response;
    response.body = describe(set.error());
    response.failure = HttpResponse::Failure::Secret;
    impl_->refused.push_back({id, std::move(response)});
    return id;
  }
  ::curl_easy_setopt(transaction->easy.get(), CURLOPT_HTTPHEADER, transaction->headers.get());
  ::curl_multi_add_handle(impl_->multi.get(), transaction->easy.get());
  impl_->transactions.emplace(id, std::move(transaction));
  return id;
}

std::vector<HttpClient::Finished> HttpClient::wait(std::span<pollfd> others, std::chrono::milliseconds timeout) {
  static_assert(CURL_WAIT_POLLIN == POLLIN && CURL_WAIT_POLLOUT == POLLOUT);
  std::vector<curl_waitfd> extra;
  for (const pollfd& other : others) extra.push_back({other.fd, other.events, 0});
  const Time until = BootClock::now() + timeout;
  while (true) {
    int running = 0;
    ::curl_multi_perform(impl_->multi.get(), &running);
    std::vector<Finished> finished = impl_->collect();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - BootClock::now());
    const int patience = finished.empty() ? static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000)) : 0;
    ::curl_multi_poll(impl_->multi.get(), extra.data(), static_cast<unsigned>(extra.size()), patience, nullptr);
    // Asked once more, because libcurl does not tell that the other end of a pipe was closed (POLLHUP).
    const bool other_is_ready = ::poll(others.data(), others.size(), 0) > 0;
    if (!finished.empty() || other_is_ready || left.count() <= 0) return finished;
  }
}

HttpResponse HttpClient::perform(HttpRequest request) {
  const Id id = start(std::move(request));
  while (true) {
    for (Finished& finished : wait({}, std::chrono::seconds(1))) {
      if (finished.id == id) return std::move(finished.response);
    }
  }
}

std::size_t HttpClient::in_flight() const {
  return impl_->transactions.size() + impl_->refused.size();
}

}  // namespace logwrap
