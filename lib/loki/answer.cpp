#include "lib/loki/answer.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/identity/attributes.hpp"
#include "lib/loki/refusal.hpp"
#include "lib/loki/retry_after.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kShownBytes = 400;

/// "400: entry for stream ...": untrusted words, shortened and made printable.
std::string shown(const Answer& answer) {
  std::string_view words = answer.body;
  while (!words.empty() && (words.back() == '\n' || words.back() == '\r')) words.remove_suffix(1);
  std::string text = printable(bounded_text(words.substr(0, kShownBytes), kShownBytes), Tabs::Escape);
  if (answer.status != 0) text = std::to_string(answer.status) + (text.empty() ? "" : ": ") + text;
  return bounded_text(text, kShownBytes);
}

/// What gRPC inside of Loki says of a push that is larger than its 4 MiB: a 500 that no retry mends.
bool too_big_inside(const Answer& answer) {
  return answer.status >= 500 && answer.body.find("message larger than max") != std::string::npos;
}

Verdict verdict_of(const Answer& answer) {
  const int status = answer.status;
  if (status == 204 || (status == 200 && answer.body.empty())) return Verdict::Stored;
  if (status == 200) return Verdict::Pause;  // a page that asks to log in, most likely
  if (status == 413 || too_big_inside(answer)) return Verdict::TooBig;
  if (status == 429) return Verdict::Slower;
  if (status == 400 && answer.body.starts_with("no org id")) return Verdict::Pause;  // 401 everywhere else
  if (status == 400 || status == 422) return may_be_lokis(answer.body) ? Verdict::Refused : Verdict::Pause;
  // A 2xx that is no success is ingestion blocked by the administrator: 260 unless configured.
  const bool passing = status < 300 || status >= 500 || status == 408 || status == 425;
  return passing ? Verdict::Again : Verdict::Pause;
}

/// The first entries of the batch, where the answer tells how many; else it has to be asked again, in halves.
void judge_behind(Judgement& judgement, const Refusal& refusal, const Batch& batch) {
  const std::size_t size = batch.entries.size();
  // Some of the batch were refused elsewhere, or spread over several parts of the stream: which is not said.
  const bool told = refusal.total == size && refusal.count <= size;
  if (!told && size > 1) {
    judgement.verdict = Verdict::Unclear;
    return;
  }
  const std::size_t count = told ? refusal.count : 1;
  if (batch.stream.late) {
    judgement.refused = count;  // it was sent once more already
  } else {
    const auto end = batch.entries.begin() + static_cast<std::ptrdiff_t>(count);
    judgement.too_far_behind.assign(batch.entries.begin(), end);
  }
}

void judge_refusal(Judgement& judgement, const Answer& answer, const Batch& batch) {
  const std::size_t size = batch.entries.size();
  const Refusal refusal = answer.status == 400 ? read_refusal(answer.body) : Refusal{};
  switch (refusal.what) {
    case Refusal::What::Ahead:
      judgement.verdict = Verdict::Pause;
      return;
    case Refusal::What::Behind:
      judge_behind(judgement, refusal, batch);
      return;
    case Refusal::What::Entries:
      judgement.refused = std::clamp<std::size_t>(refusal.count, 1, size);
      return;
    case Refusal::What::Everything:
      judgement.refused = size;
      return;
  }
}

}  // namespace

Judgement judge(const Answer& answer, const Batch& batch, UnixNanos now) {
  Judgement judgement;
  judgement.verdict = verdict_of(answer);
  if (judgement.verdict == Verdict::Stored) return judgement;
  judgement.says = shown(answer);
  judgement.retry_after = parse_retry_after(answer.retry_after, now);
  if (judgement.verdict == Verdict::TooBig && batch.entries.size() == 1) {
    judgement.verdict = Verdict::Refused;
    judgement.refused = 1;
  } else if (judgement.verdict == Verdict::Refused) {
    judge_refusal(judgement, answer, batch);
  }
  return judgement;
}

}  // namespace logwrap
