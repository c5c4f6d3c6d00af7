// Rows as the named programs drew them.
#include "lib/interpret/progress.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

std::string text(const std::optional<double>& number) {
  if (!number) return "-";
  char text[32];
  std::snprintf(text, sizeof(text), "%.4g", *number);
  return text;
}

/// n, total, rate, percent
std::vector<std::string> read(std::string_view row) {
  const Progress progress = progress_of(row);
  return {text(progress.n), text(progress.total), text(progress.rate), text(progress.percent)};
}

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("tqdm's bars are read", "[progress]") {
  CHECK(read("Epoch 1/3:  45%|█| 45/100 [00:00<00:00, 319.77batch/s, loss=0.3466, lr=3.0e-04]") ==
        Numbers{"45", "100", "319.8", "45"});
  CHECK(read("train:  45%|█████     | 135/300 [00:01<00:00, 242.34it/s]") == Numbers{"135", "300", "242.3", "45"});
  CHECK(read(" 97%|#########7| 194000/200000 [00:00<00:00, 883393.66B/s]") ==
        Numbers{"1.94e+05", "2e+05", "8.834e+05", "97"});
  CHECK(read(" 50%|#####     | 2.50M/5.00M [00:00<00:00, 5.23MB/s]") == Numbers{"2.5e+06", "5e+06", "5.23e+06", "50"});
  CHECK(read("985it [00:01, 897.30it/s]") == Numbers{"985", "-", "897.3", "-"});
  CHECK(read(" 80%|########  | 4/5 [00:04<00:01,  1.20s/it]") == Numbers{"4", "5", "0.8333", "80"});
  CHECK(read("  0%|          | 0/5 [00:00<?, ?it/s]") == Numbers{"0", "5", "-", "0"});
}

TEST_CASE("rich's, pip's and Keras' bars are read", "[progress]") {
  CHECK(read("down ━━━━━━━━━━━━━━━━━━━                       49% 0:00:02  6000000/12345678 6.0/12.3 MB 3.3 MB/s") ==
        Numbers{"6e+06", "1.23e+07", "3.3e+06", "49"});
  CHECK(read("     ━━━━━━━━━━━━━━━━━╺━━━━━━━━━━━━━━━━━━━━━━ 7.3/16.9 MB 231.5 MB/s eta 0:00:01") ==
        Numbers{"7.3e+06", "1.69e+07", "2.315e+08", "43.2"});
  CHECK(read(" 23/100 ━━━━━━━━━━━━━━━━━━━━ 1:05 852ms/step - accuracy: 0.4500 - loss: 0.5000") ==
        Numbers{"23", "100", "1.174", "23"});
  CHECK(read(" 23/100 [=====>........................] - ETA: 1s - loss: 0.5000") == Numbers{"23", "100", "-", "23"});
}

TEST_CASE("what a bar is of is not how far it is", "[progress]") {
  CHECK(read("Epoch 0/2  ━━━━━━━━╺━━━━━━━━ 11/60 0:00:00 • 0:00:04 17.12it/s train_loss: 0.9") ==  // Lightning's
        Numbers{"11", "60", "17.12", "18.33"});
  CHECK(read("1/100 2.1G 0.9 0.4: 33% ━━━━──────── 20/60 19.0it/s 1.0s<2.1s") ==  // Ultralytics'
        Numbers{"20", "60", "19", "33"});
  CHECK(read("Saving the dataset (1/2 shards):  45%|████▌     | 450/1000 [00:00<00:01, 500.00 examples/s, hit=3/4]") ==
        Numbers{"450", "1000", "500", "45"});
  CHECK(read("Epoch [3/10], Step [19/60], Loss: 0.0500") == Numbers{"19", "60", "-", "31.67"});
  CHECK(movement_of("Epoch 0/2  ━━━━━━━━╺━━━━━━━━ 11/60 0:00:00 • 0:00:04 17.12it/s") !=
        movement_of("Epoch 0/2  ━━━━━━━━╺━━━━━━━━ 12/60 0:00:00 • 0:00:04 17.12it/s"));
}

TEST_CASE("plain percentages and rates are read", "[progress]") {
  CHECK(read("Receiving objects:  45% (450/1000), 1.20 MiB | 2.40 MiB/s") == Numbers{"450", "1000", "2.517e+06", "45"});
  CHECK(read("file.bin            45%[====>               ]   1.20M  3.40MB/s    eta 5s") ==
        Numbers{"-", "-", "3.4e+06", "45"});
  CHECK(read("      1,234,567  45%   12.34MB/s    0:00:12") == Numbers{"-", "-", "1.234e+07", "45"});
  CHECK(read("3145728000 bytes (3.1 GB, 2.9 GiB) copied, 1 s, 39.6 GB/s") == Numbers{"-", "-", "3.96e+10", "-"});
  CHECK(read("checking 12.5 %") == Numbers{"-", "-", "-", "12.5"});
}

TEST_CASE("what is no bar has no numbers", "[progress]") {
  for (const char* row : {"", "Password: ", "2026/11/29 12:00", "11/29/2026", "/data/1/2/3", "loss 0.5", "10/0 done",
                          "7/3", "v1/2", "a/b", "99999999999999999999999999999999999999999/x", "1/", "/2"}) {
    INFO(row);
    CHECK_FALSE(progress_of(row).any());
  }
}

TEST_CASE("a bar has moved where its numbers have", "[progress]") {
  CHECK(movement_of("Working ━━━╸━━━  45% 0:00:12") == movement_of("Working ━━━╸━━━  45% 0:00:13"));
  CHECK(movement_of("Working ━━━╸━━━  45% 0:00:12") != movement_of("Working ━━━━╸━━  46% 0:00:12"));
  CHECK(movement_of("4/5 [00:04<00:01, 1.20s/it]") == movement_of("4/5 [00:09<00:02, 2.20s/it]"));
  CHECK(movement_of("985it [00:01, 897.30it/s]") != movement_of("986it [00:01, 897.30it/s]"));
}

TEST_CASE("a rate that goes down is no movement, a batch's number beside the epoch's is", "[progress]") {
  CHECK(movement_of("|███▋    | ▂▂▄ 19/60 [32%] in 1s (~2s, 19.1/s)") ==
        movement_of("|███▋    | ▂▄▆ 19/60 [32%] in 9s (~20s, 2.1/s)"));
  CHECK(movement_of("down ━━╸━━ 49% 0:00:02 3.3 MB/s") == movement_of("down ━━╸━━ 49% 0:00:03 1.2 MB/s"));
  CHECK(movement_of("f.bin 45%[==>  ] 1.20M  3.40MB/s  eta 2m 3s") ==
        movement_of("f.bin 45%[==>  ] 1.20M  1.10KB/s  eta 1d 59m"));
  CHECK(movement_of("🌍 45%") == movement_of("🌎 45%"));
  CHECK(movement_of("Epoch 3/10 batch 120 loss 0.25") != movement_of("Epoch 3/10 batch 130 loss 0.25"));
}

TEST_CASE("a spinner or a clock that turns is no movement", "[progress]") {
  CHECK(movement_of("⠋ compiling 0:12") == movement_of("⠙ compiling 1:02:13"));
  CHECK(movement_of("| waiting 12.3s") == movement_of("/ waiting 12.4s"));
  CHECK(movement_of("waiting...") == movement_of("waiting."));
  CHECK(movement_of("⠋ compiling a.cpp") != movement_of("⠋ compiling b.cpp"));
  CHECK(movement_of("3 of 10") != movement_of("4 of 10"));
  CHECK(movement_of("训练") != movement_of("评估"));
}
