// simdjson, loaded when the first line comes that may be JSON. The library itself is small, but the shared C++ runtime
// comes with it, and to load both took a third of what starting a job did; most jobs print no JSON in their first
// millisecond, and many never do. simdjson's header needs one function of the library, which stands here in its place.
//
// Where the library cannot be loaded, nothing is JSON: lines are recorded as text, and commands, which nobody can read
// then, restrict.
#include <dlfcn.h>
#include <simdjson.h>

#include <memory>

namespace {

using Active = simdjson::internal::atomic_ptr<const simdjson::implementation>;

/// Parses nothing.
class Missing final : public simdjson::implementation {
 public:
  Missing() : implementation("missing", "simdjson cannot be loaded", 0) {}
  simdjson::error_code create_dom_parser_implementation(
      std::size_t, std::size_t,
      std::unique_ptr<simdjson::internal::dom_parser_implementation>&) const noexcept override {
    return simdjson::UNSUPPORTED_ARCHITECTURE;
  }
  simdjson::error_code minify(const std::uint8_t*, std::size_t, std::uint8_t*, std::size_t&) const noexcept override {
    return simdjson::UNSUPPORTED_ARCHITECTURE;
  }
  bool validate_utf8(const char*, std::size_t) const noexcept override { return false; }
};

/// The library's own function, under the name that every C++ compiler of these systems gives it; null if it cannot be
/// had.
Active& (*loaded())() {
  void* const library = ::dlopen(LOGWRAP_SIMDJSON, RTLD_NOW | RTLD_LOCAL);
  void* const function = library == nullptr ? nullptr : ::dlsym(library, "_ZN8simdjson25get_active_implementationEv");
  return reinterpret_cast<Active& (*)()>(function);
}

}  // namespace

namespace simdjson {

__attribute__((visibility("hidden"))) internal::atomic_ptr<const implementation>& get_active_implementation() {
  static Active& (*function)() = nullptr;
  static const Missing kMissing;
  static Active none(&kMissing);
  static int tries = 3;  // descriptors or memory may be short for a moment
  if (function == nullptr && tries > 0) {
    --tries;
    function = loaded();
  }
  return function == nullptr ? none : function();
}

}  // namespace simdjson
