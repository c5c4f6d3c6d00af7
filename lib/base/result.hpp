// Result<T>: a value, or an Error that says what failed, why, and (where there is something to do) what to do.
#pragma once

#include <boost/system/result.hpp>
#include <cerrno>
#include <string>
#include <system_error>

namespace logwrap {

/// A failure as a person should read it. `code` is for the program, `message` for people: it names the thing and what
/// to do; the cause is `code`'s own message, which describe() appends.
struct Error {
  std::error_code code;
  std::string message;
};

/// "message: cause", or the message alone where there is no code.
[[nodiscard]] std::string describe(const Error& error);

/// The Error of the system call that just failed. Takes errno at once, before anything can change it.
[[nodiscard]] Error errno_error(std::string message, int code = errno);

template <class T>
using Result = boost::system::result<T, Error>;

/// Found by Result<T>::value() on a failure that nobody looked at: a fault of the program, not of its input.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace logwrap
