#include "lib/remote/verdict.hpp"

#include <algorithm>
#include <charconv>

#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kMostWords = 300;  // bytes of the server's own

std::string said(std::string_view body) {
  body = body.substr(0, body.find_last_not_of("\r\n ") + 1);
  const std::string words = printable(body.substr(0, kMostWords), Tabs::Escape);
  return body.size() > kMostWords ? words + " ..." : words;
}

}  // namespace

Verdict verdict_on(int status, std::string_view body) {
  const auto says = [body](std::string_view words) { return body.find(words) != std::string_view::npos; };
  if (status == 200) return Verdict::Given;
  if (says("larger than max") || status == 413) return Verdict::TooBig;
  if (says("max entries limit")) return Verdict::TooManyEntries;
  const bool too_long = says("query time range exceeds") || says("would read too many bytes") ||
                        says("deadline exceeded") || says("maximum number of chunks") || status == 504;
  if (too_long) return Verdict::RangeTooLong;
  if (status == 0 || status == 429 || status == 408 || status >= 500) return Verdict::Again;
  return Verdict::Failed;
}

std::size_t entries_that_fit(std::string_view body, std::size_t limit) {
  constexpr std::string_view kWords = "message larger than max (";  // (15037324 vs. 4194304)
  constexpr std::size_t kBatch = 128;                               // entries of an ingester's message, at most
  const std::size_t words = body.find(kWords);
  if (words == std::string_view::npos) return 0;
  const std::string_view numbers = body.substr(words + kWords.size());
  std::size_t size = 0;
  std::size_t most = 0;
  const auto [end, error] = std::from_chars(numbers.data(), numbers.data() + numbers.size(), size);
  const std::size_t versus = numbers.find(" vs. ");
  if (error != std::errc() || versus == std::string_view::npos) return 0;
  std::from_chars(numbers.data() + versus + 5, numbers.data() + numbers.size(), most);
  if (size <= most || most == 0) return 0;
  // Much less: it may have held fewer, and lines differ.
  return std::max<std::size_t>(std::min(limit, kBatch) * most / size / 4, 1);
}

std::string describe_failure(int status, std::string_view body) {
  if (status == 0) return "Loki cannot be reached: " + said(body);
  const std::string answer = "Loki answers " + std::to_string(status) + (body.empty() ? "" : ": " + said(body));
  if (status == 401 && body.find("no org id") != std::string_view::npos) return answer + "; set loki_read_tenant";
  if (status == 401 || status == 403)
    return answer +
           "; set loki_read_token_file, or loki_read_user and loki_read_password_file, to what may read "
           "(docs/configuration.md)";
  if (verdict_on(status, body) == Verdict::TooBig || verdict_on(status, body) == Verdict::TooManyEntries)
    return answer + "; ask for fewer runs or ranks, or for less time";
  if (status == 404) return answer + "; is loki_read_url right?";
  return answer;
}

}  // namespace logwrap
