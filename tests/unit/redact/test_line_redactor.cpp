#include "lib/redact/line_redactor.hpp"

#include "lib/record/record.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/redact/secrets.hpp"

using namespace logwrap;
using namespace logwrap::redact;
using namespace logwrap::redact_test;

namespace {

/// Lines through a LineRedactor.
class Lines {
 public:
  std::string line(const std::string& text, bool continued = false) {
    Line line;
    line.text = text;
    line.continued = continued;
    return std::string(lines_.take(line).text);
  }
  /// What stands unfinished behind the lines.
  std::vector<std::string> look(const std::vector<std::string>& texts) {
    std::vector<std::string> answers;
    lines_.begin_look();
    for (const std::string& text : texts) {
      Line line;
      line.text = text;
      answers.emplace_back(lines_.look(line).text);
    }
    return answers;
  }
  std::string look(const std::string& text) { return look(std::vector{text}).front(); }
  LineRedactor& lines() { return lines_; }

 private:
  Redactor redactor_{{{"a value that is secret"}, ""}};
  LineRedactor lines_{redactor_};
};

const std::string kBegin = std::string("-----BEGIN RSA ") + "PRIVATE KEY-----";
const std::string kEnd = std::string("-----END RSA ") + "PRIVATE KEY-----";
const std::string kKeyLine = repeated("MIIEpAIBAAKCAQEA7", 64);

}  // namespace

TEST_CASE("a line without secrets is not copied", "[redact]") {
  const Redactor redactor({});
  LineRedactor lines(redactor);
  Line line;
  const std::string text = "epoch 1, loss 0.25";
  line.text = text;
  CHECK(lines.take(line).text.data() == text.data());
  CHECK(lines.count_masks() == 0);
}

TEST_CASE("masks are counted once", "[redact]") {
  Lines stream;
  CHECK(stream.line("a value that is secret, a value that is secret") == "***, ***");
  CHECK(stream.look("a value that is secret") == "***");  // what is not final comes again
  CHECK(stream.lines().count_masks() == 2);
  CHECK(stream.lines().count_masks() == 0);
}

TEST_CASE("a private key is masked line by line, and what follows it is not", "[redact]") {
  Lines stream;
  CHECK(stream.line("key: " + kBegin) == "key: " + kBegin + "***");
  CHECK(stream.line("Proc-Type: 4,ENCRYPTED") == "***");
  CHECK(stream.line("").empty());
  CHECK(stream.line(kKeyLine) == "***");
  CHECK(stream.line("[rank0]: " + kKeyLine) == "***");
  CHECK(stream.look(kKeyLine) == "***");
  CHECK(stream.line("Ab3=") == "***");
  CHECK(stream.line("'" + kEnd + "', done") == "***" + kEnd + "', done");
  CHECK(stream.line("epoch 1") == "epoch 1");
}

TEST_CASE("a private key of which nothing is final yet is masked line by line, too", "[redact]") {
  Lines stream;
  const std::vector<std::string> masked{kBegin + "***", "***", "***", kEnd, "epoch 1"};
  for (int look = 0; look < 2; ++look) CHECK(stream.look({kBegin, kKeyLine, "Ab3=", kEnd, "epoch 1"}) == masked);
  CHECK(stream.line(kKeyLine) == kKeyLine);  // none was begun in what is final
  CHECK(stream.line(kBegin) == kBegin + "***");
  CHECK(stream.look({kKeyLine, kEnd, kKeyLine}) == std::vector<std::string>{"***", kEnd, kKeyLine});
  CHECK(stream.line(kKeyLine) == "***");
}

TEST_CASE("a private key in one line, as repr and JSON write it", "[redact]") {
  Lines stream;
  CHECK(stream.line("b'" + kBegin + "\\n" + kKeyLine + "\\n" + kEnd + "\\n'") == "b'" + kBegin + "***" + kEnd + "\\n'");
  CHECK(stream.line("next") == "next");
}

TEST_CASE("a private key whose end is missing is over with the first line that cannot be of it", "[redact]") {
  Lines stream;
  (void)stream.line(kBegin);
  CHECK(stream.line(kKeyLine) == "***");
  CHECK(stream.line("epoch 1, loss 0.25") == "epoch 1, loss 0.25");
  CHECK(stream.line(kKeyLine) == kKeyLine);
}

TEST_CASE("no key is endless", "[redact]") {
  Lines stream;
  (void)stream.line(kBegin);
  for (int i = 0; i < LineRedactor::kMaxKeyLines; ++i) REQUIRE(stream.line(kKeyLine) == "***");
  CHECK(stream.line(kKeyLine) == kKeyLine);
}

TEST_CASE("a secret that two pieces of a long line part is masked, and no byte of the rest is lost", "[redact]") {
  const std::string token = "ghp_" + repeated("aB3d", 36);
  const std::string before(Terminal::kMaxPieceBytes, 'x');
  for (std::size_t cut = 0; cut <= token.size() + 2; ++cut) {
    CAPTURE(cut);
    Lines stream;
    const std::string all = before + " " + token + " " + std::string(100, 'y');
    const std::size_t at = before.size() + cut;
    const std::string first = stream.line(all.substr(0, at), true);
    const std::string second = stream.line(all.substr(at));
    REQUIRE(first + second == before + " ghp_*** " + std::string(100, 'y'));
    REQUIRE(second.size() <= 2 * kMaxSecretBytes + all.size() - at);
  }
}

TEST_CASE("the unfinished rest of a long line is looked at with what is held back of it", "[redact]") {
  const std::string token = "ghp_" + repeated("aB3d", 36);
  Lines stream;
  const std::string first = stream.line(std::string(Terminal::kMaxPieceBytes, 'x') + token.substr(0, 20), true);
  const std::vector<std::string> looks = stream.look({token.substr(20) + " yes", token.substr(20)});
  CHECK(first + looks.at(0) == std::string(Terminal::kMaxPieceBytes, 'x') + "ghp_*** yes");
  CHECK(looks.at(1) == token.substr(20));  // another line
  CHECK(stream.line(token.substr(20) + " yes") == looks.at(0));
}

TEST_CASE("a long line of several pieces comes out as it was, in pieces that a record can hold", "[redact]") {
  Lines stream;
  std::string all;
  std::string out;
  for (int i = 0; i < 5; ++i) {
    std::string piece;
    while (piece.size() + 7 < Terminal::kMaxPieceBytes) piece += "\xE2\x94\x81 " + std::to_string(i);
    all += piece;
    const std::string answer = stream.line(piece, i < 4);
    CHECK(answer.size() <= kMaxLineBytes);
    out += answer;
  }
  CHECK(out == all);
}

TEST_CASE("what is held back of a piece is recorded under the modes of both", "[redact]") {
  const Redactor redactor({});
  LineRedactor lines(redactor);
  const std::string piece(Terminal::kMaxPieceBytes, 'x');
  Line line;
  line.text = piece;
  line.continued = true;
  line.first_epoch = 2;
  line.last_epoch = 3;
  CHECK(lines.take(line).text.size() == piece.size() - kMaxSecretBytes);
  line.continued = false;
  line.first_epoch = line.last_epoch = 4;
  const Line last = lines.take(line);
  CHECK(last.text.size() == piece.size() + kMaxSecretBytes);
  CHECK(last.first_epoch == 2);
  CHECK(last.last_epoch == 4);
  line.text = "next";
  CHECK(lines.take(line).first_epoch == 4);
}

TEST_CASE("a private key behind what a logger puts before each line is masked to its end", "[redact]") {
  for (const char* prefix : {"[rank0]: ", "2026-11-30 10:00:00,000 INFO ", "(Worker pid=41) "}) {
    CAPTURE(prefix);
    Lines stream;
    const std::string later = "2026-11-30 10:00:01,234 INFO ";
    const std::string next = std::string(prefix).starts_with("2026") ? later : prefix;
    (void)stream.line(prefix + kBegin);
    CHECK(stream.line(next + "Proc-Type: 4,ENCRYPTED") == "***");
    CHECK(stream.line(next) == "***");
    CHECK(stream.line(next + kKeyLine) == "***");
    CHECK(stream.line(next + "Ab3=") == "***");
    CHECK(stream.line(next + kEnd) == "***" + kEnd);
    CHECK(stream.line(next + "epoch 1") == next + "epoch 1");
  }
}

TEST_CASE("the last line of a private key as pprint writes it is masked", "[redact]") {
  Lines stream;
  (void)stream.line("('" + kBegin + "\\n'");
  CHECK(stream.line(" '" + kKeyLine + "\\n'") == "***");
  CHECK(stream.line(" 'Ab3=\\n'") == "***");
  CHECK(stream.line(" '" + kEnd + "\\n')") == "***" + kEnd + "\\n')");
}

TEST_CASE("a private key whose beginning is missing is masked, and sums and words are not", "[redact]") {
  Lines stream;
  stream.lines().lines_are_missing();
  const std::string sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  for (const std::string& line : {std::string("epoch 1"), std::string("done"), std::string("loss: 0.25"),
                                  "sha256 " + sum, std::string("with Conv2dBatchNorm2dRelu")})
    CHECK(stream.line(line) == line);
  CHECK(stream.line(kKeyLine) == "***");
  CHECK(stream.line("Ab3=") == "***");
  CHECK(stream.line(kEnd) == kEnd);
  CHECK(stream.line("done") == "done");
}

TEST_CASE("the last line of a private key of which nothing else is known is masked", "[redact]") {
  Lines stream;
  stream.lines().lines_are_missing();
  CHECK(stream.line("[rank0]: 2y+7bCu9ljIvBgASzuy7=") == "[rank0]: ***");
  CHECK(stream.line(kEnd) == kEnd);
}

TEST_CASE("what logs prefix is known from the first line of a private key that is seen", "[redact]") {
  Lines stream;
  stream.lines().lines_are_missing();
  CHECK(stream.line("[rank0]: " + kKeyLine) == "***");
  CHECK(stream.line("[rank0]: Ab3=") == "***");
  CHECK(stream.line("[rank0]: done now") == "[rank0]: done now");
}

TEST_CASE("a piece of a long line is no line of a private key", "[redact]") {
  const std::string token = "sk-proj-" + repeated("aB3dE5gH7", 100);
  const std::string words = repeated("word ", Terminal::kMaxPieceBytes);
  for (const std::size_t cut : {8U, 30U, 90U}) {
    CAPTURE(cut);
    Lines stream;
    stream.lines().lines_are_missing();
    const std::string first = stream.line((words + " " + token).substr(0, words.size() + 1 + cut), true);
    const std::string second = stream.line(token.substr(cut) + " and more");
    CHECK(first + second == words + " sk-*** and more");
  }
}

TEST_CASE("a line whose beginning is missing is masked, of one that is cut off half a secret", "[redact]") {
  const Redactor redactor({});
  LineRedactor lines(redactor);
  const auto taken = [&lines](const std::string& text, bool torn, bool cut) {
    Line line;
    line.text = text;
    line.torn = torn;
    line.cut = cut;
    return std::string(lines.take(line).text);
  };
  const std::string half = repeated("aB3d", 18);
  CHECK(taken(half + " and more", true, false) == "***");
  CHECK(taken("word\": \"" + half + "\"}", true, false) == "***");  // "password"
  CHECK(taken("ab", true, false) == "ab");
  CHECK(taken(std::string(1023, 'x') + "\xC3\xA9 more", true, false) == "*** more");
  CHECK(taken("token ghp_" + half, false, true) == "token ghp_***");
  CHECK(taken("token ghp_" + half, false, false) == "token ghp_" + half);  // too short to be one
}

TEST_CASE("the rest of a secret that a program put on the next line is masked", "[redact]") {
  const std::string token = repeated("aB3-dE5_gH7", 160);
  for (const auto& [before, behind] :
       {std::pair("", ""), std::pair("  ", ""), std::pair("\xE2\x94\x82 ", " \xE2\x94\x82")}) {
    CAPTURE(before, behind);
    Lines stream;
    CHECK(stream.line(before + ("key sk-proj-" + token.substr(0, 60)) + behind) ==
          before + std::string("key sk-***") + behind);
    CHECK(stream.look({before + token.substr(60, 70) + behind, before + token.substr(130) + behind}) ==
          std::vector<std::string>{before + std::string("***") + behind, before + std::string("***") + behind});
    CHECK(stream.line(before + token.substr(60, 70) + behind) == before + std::string("***") + behind);
    CHECK(stream.line(before + token.substr(130) + behind) == before + std::string("***") + behind);
    CHECK(stream.line(token) == token);  // another text
  }
  Lines stream;
  (void)stream.line("key sk-proj-" + token.substr(0, 60));
  CHECK(stream.line("step 1, loss 0.25") == "step 1, loss 0.25");
  (void)stream.line("key sk-proj-" + token.substr(0, 30));  // too short to have been wrapped
  CHECK(stream.line("0123456789abcdef0123") == "0123456789abcdef0123");
}
