// What the journal's tests share: a state directory of their own, records, and a store that fails when told to.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "lib/journal/journal_reader.hpp"
#include "lib/journal/journal_writer.hpp"
#include "lib/journal/run_id.hpp"

namespace logwrap::test {

/// An empty directory, removed with all that is in it.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "logwrap-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void write_all_to(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// A state directory with one run in it, whose pump is this process.
struct Fixture {
  TempDir temp;
  StateDir state = StateDir::open({temp.path() / "state", StateDirPath::Place::Chosen, ""}, ::geteuid()).value();
  RunInfo info = describe_run(make_run_id(1'800'000'000'000'000'000, 1), {"python", "train.py"},
                              1'800'000'000'000'000'000, ::getpid());

  [[nodiscard]] Run run() const { return Run::create(state, info).value(); }
  [[nodiscard]] std::filesystem::path run_path() const { return temp.path() / "state" / "runs" / info.id; }
  [[nodiscard]] std::filesystem::path segment(unsigned number) const { return run_path() / segment_name(number); }
};

inline Record line(std::string text, UnixNanos time = 0) {
  Record record;
  record.ts = time;
  record.line = std::move(text);
  return record;
}

inline Result<void> finish(JournalWriter& writer, const RunInfo& info) {
  writer.close(info, {});
  return writer.note_end(info);
}

/// Everything a reader gives for a run nobody writes any more.
struct ReadBack {
  std::vector<Record> records;
  std::vector<ReaderNote> notes;

  explicit ReadBack(const Run& run) {
    JournalReader reader(run);
    while (true) {
      const JournalReader::State state = reader.next(JournalReader::Writer::Gone);
      if (state == JournalReader::State::End) return;
      if (state == JournalReader::State::Record) records.push_back(reader.record());
      if (state == JournalReader::State::Note) notes.push_back(reader.note());
    }
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const Record& record : records) {
      if (record.kind != Kind::Event) out.push_back(record.line);
    }
    return out;
  }
  [[nodiscard]] std::vector<Record> events(std::string_view name) const {
    std::vector<Record> out;
    for (const Record& record : records) {
      if (record.event && record.event->name == name) out.push_back(record);
    }
    return out;
  }
};

inline std::int64_t number_in(const Record& record, std::string_view key) {
  for (const auto& [name, value] : record.event->fields) {
    if (name == key) return std::get<std::int64_t>(value);
  }
  return -1;
}

/// What a store does wrong; shared with the test, which changes it while the writer runs.
struct Faults {
  int write_error = 0;   ///< errno of every write once `room` is used up; 0: writing works
  std::size_t room = 0;  ///< bytes that can still be written before write_error
  bool cut_fails = false;
  std::filesystem::path reserve;               ///< of a full disk: writing works once this is gone
  FreeSpace space{0, 0};                       ///< total 0: not known
  std::size_t most_at_once = ~std::size_t{0};  ///< a write takes no more: short counts
  std::size_t longest = ~std::size_t{0};       ///< a segment grows no longer: EFBIG, as where RLIMIT_FSIZE is set
};

/// The real directory, with faults.
class FaultyStore : public SegmentStore {
 public:
  FaultyStore(int dir_fd, std::shared_ptr<Faults> faults)
      : real_(directory_store(dir_fd)), faults_(std::move(faults)) {}

  Result<std::vector<SegmentFile>> list() override { return real_->list(); }
  Result<void> start(unsigned number) override {
    started_ = number;
    return real_->start(number);
  }
  Result<void> remove(unsigned number) override { return real_->remove(number); }
  Result<std::string> read(unsigned number) override { return real_->read(number); }
  Result<FreeSpace> free_space() override { return faults_->space; }
  Result<void> cut(unsigned number, std::uint64_t bytes) override {
    if (faults_->cut_fails) return errno_error("", EIO);
    return real_->cut(number, bytes);
  }
  Transfer write(std::string_view bytes) override {
    const std::size_t length = length_of_started();
    if (length >= faults_->longest) return {Transfer::State::Failed, 0, EFBIG};
    std::size_t most = std::min({bytes.size(), faults_->most_at_once, faults_->longest - length});
    if (faults_->write_error != 0 && (faults_->reserve.empty() || std::filesystem::exists(faults_->reserve))) {
      if (faults_->room == 0) return {Transfer::State::Failed, 0, faults_->write_error};
      most = std::min(most, faults_->room);
      faults_->room -= most;
    }
    return real_->write(bytes.substr(0, most));
  }

 private:
  std::size_t length_of_started() {
    for (const SegmentFile& file : real_->list().value()) {
      if (file.number == started_) return file.bytes;
    }
    return 0;
  }

  std::unique_ptr<SegmentStore> real_;
  std::shared_ptr<Faults> faults_;
  unsigned started_ = 0;
};

}  // namespace logwrap::test
