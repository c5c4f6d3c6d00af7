// How far a progress bar is: the numbers in a row of a display that moves.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// What a row says; finite, and nothing that it does not say, but for a percentage that n and total give.
struct Progress {
  std::optional<double> n;
  std::optional<double> total;
  std::optional<double> rate;  ///< a second
  std::optional<double> percent;
  [[nodiscard]] bool any() const { return n || total || rate || percent; }
};

/// Reads the bars of tqdm, rich, Keras, pip, wget, rsync and those like them:
///   45%|████▌     | 45/100 [00:12<00:15,  3.60it/s]        1.2/3.4 MB 5.6 MB/s eta 0:00:01
///   23/100 ━━━━━━━━━━ 1:05 852ms/step - loss: 0.5          file.bin  45%[====>    ]  1.20M  3.4MB/s  eta 5s
/// k, M, G and T are thousands and so on, Ki, Mi, ... 1024s.
[[nodiscard]] Progress progress_of(std::string_view row);

/// What of a row has to change for it to have moved: its letters and numbers, but for clocks (0:12, 12.3s), spinners
/// and a bar's rate, which change while nothing goes on.
[[nodiscard]] std::string movement_of(std::string_view row);

}  // namespace logwrap
