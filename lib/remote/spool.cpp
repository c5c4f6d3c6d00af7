#include "lib/remote/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "lib/base/printer.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

namespace {

std::string temporary_directory() {
  const char* const named = std::getenv("TMPDIR");
  return named != nullptr && *named == '/' ? named : "/tmp";
}

Error failed() {
  return errno_error("cannot keep what was read in " + quoted_word(temporary_directory()) +
                     " (TMPDIR names another place)");
}

}  // namespace

Result<Spool> Spool::make() {
  std::string name = temporary_directory() + "/logwrap-XXXXXX";
  UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) return failed();
  ::unlink(name.c_str());
  std::FILE* const file = ::fdopen(fd.get(), "w+");
  if (file == nullptr) return failed();
  (void)fd.release();
  return Spool(file);
}

Result<void> Spool::add(std::size_t run, const Record& record) {
  line_ = std::to_string(run) + ' ';
  append_json_line(line_, record);
  if (std::fwrite(line_.data(), 1, line_.size(), file_.get()) != line_.size()) return failed();
  return {};
}

Result<void> Spool::each(const std::function<void(std::size_t, const Record&)>& take) {
  if (std::fflush(file_.get()) != 0) return failed();
  std::rewind(file_.get());
  struct Line {
    char* text = nullptr;
    std::size_t room = 0;
    ~Line() { std::free(text); }
  } kept;
  ssize_t length = 0;
  while ((length = ::getline(&kept.text, &kept.room, file_.get())) > 0) {
    const std::string_view line(kept.text, static_cast<std::size_t>(length));
    const std::size_t blank = line.find(' ');
    std::size_t run = 0;
    std::from_chars(line.data(), line.data() + blank, run);
    const Result<Record> record = parse_record(line.substr(blank + 1));
    if (!record) return record.error();
    take(run, *record);
  }
  if (std::ferror(file_.get()) != 0) return failed();
  return {};
}

}  // namespace logwrap
