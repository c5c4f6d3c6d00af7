#include "lib/base/result.hpp"

namespace logwrap {

std::string describe(const Error& error) {
  return error.code ? error.message + ": " + error.code.message() : error.message;
}

Error errno_error(std::string message, int code) {
  return Error{std::error_code(code, std::generic_category()), std::move(message)};
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::system_error(error.code, error.message);
}

}  // namespace logwrap
