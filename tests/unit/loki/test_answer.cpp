#include "lib/loki/answer.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr UnixNanos kNow = 1'700'000'000'000'000'000;  // 2023-11-14T22:13:20Z

Batch batch_of(std::size_t size, bool late = false) {
  Batch batch{{Stream::Stdout, Kind::Log, late}, {}, {}};
  for (std::size_t i = 0; i < size; ++i) {
    batch.append({kNow + static_cast<UnixNanos>(i), i + 1, "x"});
  }
  return batch;
}

Judgement judged(int status, std::string body = "", std::size_t size = 20, std::string retry_after = "") {
  return judge({status, std::move(body), std::move(retry_after)}, batch_of(size), kNow);
}

/// As Loki says that `count` of `total` entries are too far behind.
std::string behind_text(std::size_t count, std::size_t total) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 10); ++i) {
    text +=
        "entry with timestamp 2023-11-14 22:13:19.1 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp "
        "is: 2023-11-14T22:13:19Z, oldest acceptable timestamp is: 2023-11-14T22:13:20Z',\n";
  }
  return text + "user 'fake', total ignored: " + std::to_string(count) + " out of " + std::to_string(total) +
         " for stream: {service_name=\"x\"}\n";
}

const std::string kTooOld =
    "entry for stream '{service_name=\"x\"}' has timestamp too old: 2023-11-01T00:00:00Z, oldest acceptable timestamp "
    "is: 2023-11-07T00:00:00Z";
const std::string kTooLong =
    "Max entry size '262144' bytes exceeded for stream '{service_name=\"x\"}' while adding an entry with length "
    "'300000' bytes";

std::vector<std::uint64_t> seqs(const std::vector<Batch::Entry>& entries) {
  std::vector<std::uint64_t> out;
  for (const Batch::Entry& entry : entries) out.push_back(entry.seq);
  return out;
}

}  // namespace

TEST_CASE("204 and an empty 200 are success, and nothing else is", "[loki]") {
  CHECK(judged(204).verdict == Verdict::Stored);
  CHECK(judged(200).verdict == Verdict::Stored);
  CHECK(judged(200, "<html>Please log in</html>").verdict == Verdict::Pause);
  for (int status = 0; status < 600; ++status) {
    if (status != 200 && status != 204) CHECK(judged(status).verdict != Verdict::Stored);
  }
}

TEST_CASE("260, blocked ingestion, is a failure that is tried again", "[loki]") {
  const Judgement judgement =
      judged(260, "ingestion blocked for user fake until '2030-01-01T00:00:00Z' with status code '260'");
  CHECK(judgement.verdict == Verdict::Again);
  CHECK(judgement.says.find("260: ingestion blocked for user fake") == 0);
}

TEST_CASE("what passes is tried again: no answer, 5xx, timeouts", "[loki]") {
  for (const int status : {0, 500, 502, 503, 504, 408, 425, 599}) CHECK(judged(status).verdict == Verdict::Again);
  CHECK(judged(500, "empty ring").verdict == Verdict::Again);
}

TEST_CASE("what only a change of the configuration mends pauses", "[loki]") {
  for (const int status : {301, 302, 401, 403, 404, 405, 407, 415}) CHECK(judged(status).verdict == Verdict::Pause);
  CHECK(judged(401, "no org id\n").says == "401: no org id");
  CHECK(judged(400, "no org id\n").verdict == Verdict::Pause);
}

TEST_CASE("413, and the 500 of more than 4 MiB, split", "[loki]") {
  const std::string grpc =
      "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5 vs. 4)";
  CHECK(judged(413).verdict == Verdict::TooBig);
  CHECK(judged(500, grpc).verdict == Verdict::TooBig);
  for (const auto& alone : {judged(413, "", 1), judged(500, grpc, 1)}) {
    CHECK(alone.verdict == Verdict::Refused);
    CHECK(alone.refused == 1);
  }
}

TEST_CASE("429 slows down", "[loki]") {
  CHECK(judged(429, "Ingestion rate limit exceeded for user fake").verdict == Verdict::Slower);
}

TEST_CASE("Retry-After is passed on", "[loki]") {
  CHECK(judged(429, "", 3, "7").retry_after == 7s);
  CHECK(judged(503, "", 3, "Tue, 14 Nov 2023 22:13:25 GMT").retry_after == 5s);
  CHECK(!judged(503, "", 3, "soon").retry_after);
}

TEST_CASE("of a 400 that stored the rest the refused are counted", "[loki]") {
  CHECK(judged(400, kTooOld).refused == 1);
  CHECK(judged(400, kTooLong + "\n").refused == 1);
  CHECK(judged(400, "3 errors like: " + kTooOld).refused == 3);
  CHECK(judged(400, "3 errors like: " + kTooOld + "; 2 errors like: " + kTooLong).refused == 5);
  CHECK(judged(400, "3 errors like: " + kTooOld).verdict == Verdict::Refused);
  CHECK(judged(400, "3 errors like: " + kTooOld).too_far_behind.empty());
  CHECK(judged(400, "99 errors like: " + kTooOld, 20).refused == 20);
}

TEST_CASE("a 400 that stored nothing refuses the whole batch", "[loki]") {
  for (const char* body :
       {"couldn't parse push request: snappy: corrupt input", "error parsing labels",
        "stream '{a=\"b\"}' has label value too long: 'b'", "entry for stream '{a=\"b\"}' has 16 label names; limit 15",
        "1 errors like: stream '{a=\"b\"}' has label value too long: 'b'"}) {
    CAPTURE(body);
    CHECK(judged(400, body).verdict == Verdict::Refused);
    CHECK(judged(400, body).refused == 20);
  }
  CHECK(judged(422, "error at least one valid stream is required for ingestion").refused == 20);
}

TEST_CASE("a 400 that is not of Loki's own saying refuses nothing", "[loki]") {
  for (const char* body :
       {"", "\n", "Client sent an HTTP request to an HTTPS server.\n",
        "<html>\r\n<head><title>400 The SSL certificate error</title></head>", R"({"message":"Bad Request"})"}) {
    CAPTURE(body);
    CHECK(judged(400, body).verdict == Verdict::Pause);
    CHECK(judged(400, body).refused == 0);
  }
  CHECK(judged(422, "<html>").verdict == Verdict::Pause);
}

TEST_CASE("what is too new waits until its time has come", "[loki]") {
  const std::string too_new = "entry for stream '{service_name=\"x\"}' has timestamp too new: 2023-11-14T23:00:00Z";
  for (const std::string& body :
       {too_new, too_new + "\n", "3 errors like: " + too_new,
        "3 errors like: " + kTooOld + "; 2 errors like: " + too_new + "; 1 errors like: " + kTooLong}) {
    CAPTURE(body);
    CHECK(judged(400, body).verdict == Verdict::Pause);
    CHECK(judged(400, body).refused == 0);
  }
  const std::string label = "{service_name=\"a' has timestamp too new: b\"}";
  const std::string too_old = "entry for stream '" + label + "' has timestamp too old: x";
  CHECK(judged(400, too_old).verdict == Verdict::Refused);
  CHECK(judged(400, "3 errors like: " + too_old).verdict == Verdict::Refused);
}

TEST_CASE("what is too far behind goes to the late stream: exactly the first ones of the batch", "[loki]") {
  const Judgement judgement = judged(400, behind_text(12, 20));
  CHECK(judgement.verdict == Verdict::Refused);
  CHECK(judgement.refused == 0);
  CHECK(seqs(judgement.too_far_behind) == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

TEST_CASE("where it is not told which are too far behind the batch is asked about in halves", "[loki]") {
  // Others of the batch were refused before, for their length: what was counted are not the first of the batch.
  CHECK(judged(400, behind_text(12, 19)).verdict == Verdict::Unclear);
  CHECK(judged(400, "entry with timestamp x ignored, reason: 'entry too far behind").verdict == Verdict::Unclear);
  CHECK(judged(400, behind_text(1, 1), 1).too_far_behind.size() == 1);
  CHECK(judged(400, "entry with timestamp x ignored", 1).too_far_behind.size() == 1);
}

TEST_CASE("refused once more, from the late stream, is refused for good", "[loki]") {
  const Judgement judgement = judge({400, behind_text(15, 20), ""}, batch_of(20, true), kNow);
  CHECK(judgement.verdict == Verdict::Refused);
  CHECK(judgement.refused == 15);
  CHECK(judgement.too_far_behind.empty());
}

TEST_CASE("a server that wants order: what it ignores as out of order goes to the late stream", "[loki]") {
  const std::string text =
      "entry with timestamp 2023-11-14 22:13:19.1 +0000 UTC ignored, reason: 'entry out of order',\n"
      "user 'fake', total ignored: 3 out of 20 for stream: {a=\"b\"}";
  CHECK(seqs(judged(400, text).too_far_behind) == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("a label that looks like an answer does not turn a refusal into another", "[loki]") {
  const std::string label =
      "{service_name=\"entry too far behind, oldest acceptable timestamp is: 2030-01-01T00:00:00Z\"}";
  const Judgement judgement = judged(400, "entry for stream '" + label + "' has timestamp too old: x");
  CHECK(judgement.refused == 1);
  CHECK(judgement.too_far_behind.empty());
}

TEST_CASE("the server's words are shown printable, on one line, and shortened", "[loki]") {
  CHECK(judged(500, "bad\n\x1B[2Jthing\n").says == "500: bad\\n\\x1b[2Jthing");
  CHECK(judged(500, std::string(10'000, 'x')).says.size() <= 400);
  CHECK(judged(0, "connection refused").says == "connection refused");
  CHECK(judged(503).says == "503");
  CHECK(judged(204, "hello").says.empty());
}

TEST_CASE("any words are read without a crash, and never more is refused than was sent", "[loki][property]") {
  const std::string words = behind_text(3, 20) + "3 errors like: " + kTooOld + "; 2 errors like: " + kTooLong + "; ";
  for (std::size_t begin = 0; begin < words.size(); begin += 3) {
    for (std::size_t size = 0; begin + size <= words.size(); size += 7) {
      const Judgement judgement = judged(400, words.substr(begin, size));
      REQUIRE(judgement.refused + judgement.too_far_behind.size() <= 20);
    }
  }
}
