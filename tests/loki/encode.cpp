// The Loki client's core as a program, for the tests that hold it against a real server:
//
//   loki_encode body CHANGES NAME=VALUE... <records    records as in a journal -> the body of one push to the stream of
//                                                      the first record; CHANGES as the setting loki_labels
//   loki_encode judge STATUS <records, then a line "--" and the answer's body
//                                                      what the client makes of it: VERDICT REFUSED BEHIND
#include <array>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "lib/loki/answer.hpp"
#include "lib/loki/run_streams.hpp"

using namespace logwrap;

namespace {

/// Until the end, or a line "--".
std::vector<Record> read_records(std::istream& in) {
  std::vector<Record> records;
  for (std::string line; std::getline(in, line) && line != "--";) records.push_back(parse_record(line).value());
  return records;
}

Batch batch_of(const std::vector<Record>& records, RunStreams& streams) {
  Batch batch;
  batch.stream = streams.stream_of(records.at(0).stream, records.at(0).kind);
  for (const Record& record : records) batch.append(streams.entry(record));
  return batch;
}

int body(const std::vector<std::string>& arguments) {
  Attributes attributes;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    const std::size_t equals = arguments[i].find('=');
    attributes[arguments[i].substr(0, equals)] = arguments[i].substr(equals + 1);
  }
  RunStreams streams(place(attributes, parse_label_changes(arguments.at(1)).value()).value(), "run");
  const Batch batch = batch_of(read_records(std::cin), streams);
  std::cout << push_body(streams.labels(batch.stream), batch);
  return 0;
}

int judge_answer(const std::vector<std::string>& arguments) {
  constexpr std::array<const char*, 7> names = {"Stored", "Refused", "TooBig", "Unclear", "Slower", "Again", "Pause"};
  RunStreams streams({}, "run");
  const Batch batch = batch_of(read_records(std::cin), streams);
  const std::string words(std::istreambuf_iterator<char>(std::cin), {});
  const Judgement judgement = judge({std::stoi(arguments.at(1)), words, ""}, batch, 0);
  std::cout << names.at(static_cast<std::size_t>(judgement.verdict)) << ' ' << judgement.refused << ' '
            << judgement.too_far_behind.size() << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) return 2;
  return arguments.front() == "body" ? body(arguments) : judge_answer(arguments);
}
