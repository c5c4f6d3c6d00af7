#include "lib/interpret/mode_history.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("of a range of epochs the strictest mode counts", "[modes]") {
  ModeHistory modes(Mode::Enabled);
  CHECK(modes.epoch() == 1);
  CHECK(modes.begin(Mode::Disabled) == 2);
  CHECK(modes.begin(Mode::Metadata) == 3);
  CHECK(modes.begin(Mode::Enabled) == 4);
  CHECK(modes.mode() == Mode::Enabled);
  CHECK(modes.strictest(1, 1) == Mode::Enabled);
  CHECK(modes.strictest(1, 4) == Mode::Disabled);
  CHECK(modes.strictest(3, 4) == Mode::Metadata);
  CHECK(modes.strictest(4, 4) == Mode::Enabled);
}

TEST_CASE("epochs too old to be remembered count as the strictest of them", "[modes]") {
  ModeHistory modes(Mode::Enabled);
  modes.begin(Mode::Metadata);
  for (std::size_t i = 0; i < 5 * ModeHistory::kMaxEpochs; ++i) modes.begin(Mode::Enabled);
  CHECK(modes.epoch() == 5 * ModeHistory::kMaxEpochs + 2);
  CHECK(modes.strictest(1, 1) == Mode::Metadata);  // it was enabled: in doubt stricter, never looser
  CHECK(modes.strictest(2, modes.epoch()) == Mode::Metadata);
  CHECK(modes.strictest(modes.epoch() - 100, modes.epoch()) == Mode::Enabled);
}
