#include "lib/query/metrics_plot.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/query/metrics_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;
using Charts = MetricsPlotOptions::Charts;

namespace {

struct Plotted {
  std::string text;
  std::vector<std::string> left_out;
};

struct Asked {
  std::optional<std::string> x = "epoch";
  std::vector<std::string> keys;
  Charts charts = Charts::OneForAll;
  plot::Scale scale = plot::Scale::Linear;
};

Plotted plotted(const Asked& asked, const std::vector<std::vector<std::string>>& runs) {
  const auto each = [&runs](const std::function<void(const MetricsEntry&)>& take) {
    for (std::size_t run = 0; run < runs.size(); ++run) feed(runs[run], take, run);
  };
  MetricsMeasure measure(PlotX(asked.x, std::vector<UnixNanos>(runs.size(), kStart)), asked.keys, asked.scale);
  each([&measure](const MetricsEntry& entry) { measure.add(entry); });
  MetricsPlotOptions options;
  options.charts = asked.charts;
  options.width = 60;
  options.glyphs = plot::Glyphs::Ascii;
  for (std::size_t run = 0; run < runs.size(); ++run) options.run_ids.push_back("run" + std::to_string(run));
  MetricsPlot plot(measure, options);
  if (plot.empty()) return {};
  each([&plot](const MetricsEntry& entry) { plot.draw(entry); });
  return {plot.text(), plot.left_out()};
}

std::vector<std::string> epochs(int count, const std::string& more = "") {
  std::vector<std::string> lines;
  for (int i = 1; i <= count; ++i) {
    const std::string loss = std::to_string(10.0 / i);
    lines.push_back("{\"epoch\":" + std::to_string(i) + ",\"loss\":" + loss + more + "}");
  }
  return lines;
}

bool has(const Plotted& plot, const std::string& text) {
  return plot.text.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("one key of one run has its name above and X below", "[plot]") {
  const Plotted plot = plotted({"epoch", {"loss"}}, {epochs(5)});
  CHECK(plot.text.starts_with("loss\n10 +"));
  CHECK(plot.text.ends_with("  epoch\n"));
}

TEST_CASE("a legend tells keys apart, or runs, or both", "[plot]") {
  const std::string accuracy = R"(,"accuracy":0.5)";
  CHECK(plotted({"epoch", {"loss", "accuracy"}}, {epochs(5, accuracy)}).text.starts_with("* loss   + accuracy\n"));
  CHECK(plotted({"epoch", {"loss"}}, {epochs(5), epochs(9)}).text.starts_with("loss\n* run0   + run1\n"));
  CHECK(plotted({"epoch", {"loss", "accuracy"}}, {epochs(5, accuracy), epochs(9, accuracy)})
            .text.starts_with("* loss run0   + loss run1   x accuracy run0\no accuracy run1\n"));
}

TEST_CASE("keys have a chart each where none was asked for, as many as there is room for", "[plot]") {
  const Plotted plot = plotted({"epoch", {"loss", "a", "b", "c", "d", "text"}, Charts::OneForEach},
                               {epochs(5, R"(,"a":1,"b":2,"c":3,"d":4,"text":"x")")});
  CHECK(has(plot, "loss\n"));
  CHECK(has(plot, "\n\na\n"));
  CHECK(has(plot, "\n\nc\n"));
  CHECK(!has(plot, "\n\nd\n"));
  CHECK(plot.left_out == std::vector<std::string>{"d"});
}

TEST_CASE("without X the time since the start is what is plotted over, in a unit that fits", "[plot]") {
  const auto at = [](int count) { return plotted({std::nullopt, {"loss"}}, {epochs(count)}); };
  CHECK(has(at(60), "time since the run's start (s)"));
  CHECK(has(at(1200), "time since the run's start (min)"));
  CHECK(has(at(20000), "time since the run's start (h)"));
  CHECK(has(at(300000), "time since the run's start (days)"));
  CHECK(has(plotted({std::nullopt, {"loss"}}, {epochs(5), epochs(6)}), "time since each run's start (s)"));
}

TEST_CASE("NaN, infinities and null are gaps and are counted", "[plot]") {
  std::vector<std::string> lines = epochs(100);
  const std::string whole = plotted({"epoch", {"loss"}}, {lines}).text;
  for (int i = 40; i < 60; ++i) {
    const char* values[] = {"NaN", "-Infinity", "null"};
    lines[static_cast<std::size_t>(i)] = "{\"epoch\":" + std::to_string(i + 1) + ",\"loss\":" + values[i % 3] + "}";
  }
  const Plotted gap = plotted({"epoch", {"loss"}}, {lines});
  CHECK(has(gap, "loss: 20 values are NaN, infinite or null (gaps)\n"));
  CHECK(std::count(gap.text.begin(), gap.text.end(), '*') < std::count(whole.begin(), whole.end(), '*') - 8);
}

TEST_CASE("a key of which nothing can be drawn is told of beside the charts of the others", "[plot]") {
  const std::vector<std::string> lines = epochs(5, R"(,"grad":NaN,"lr":0)");
  const Plotted plot = plotted({"epoch", {"loss", "grad"}, Charts::OneForEach}, {lines});
  CHECK(plot.text.ends_with("epoch\ngrad: 5 values are NaN, infinite or null (gaps)\n"));
  const Plotted log = plotted({"epoch", {"loss", "lr"}, Charts::OneForEach, plot::Scale::Log}, {lines});
  CHECK(log.text.ends_with("lr: 5 values are not above 0, and so not on a logarithmic scale (gaps)\n"));
}

TEST_CASE("a logarithmic scale says what has no place on it", "[plot]") {
  std::vector<std::string> lines = epochs(5);
  lines.push_back(R"({"epoch":6,"loss":0})");
  const Plotted plot = plotted({"epoch", {"loss"}, Charts::OneForAll, plot::Scale::Log}, {lines});
  CHECK(has(plot, "loss: 1 value is not above 0, and so not on a logarithmic scale (gaps)\n"));
  CHECK(has(plot, "\n 2 +"));
}

TEST_CASE("values without an X are not drawn, and counted", "[plot]") {
  std::vector<std::string> lines = epochs(5);
  lines.push_back(R"({"loss":99})");
  lines.push_back(R"({"epoch":"six","loss":99})");
  const Plotted plot = plotted({"epoch", {"loss"}}, {lines});
  CHECK(has(plot, "loss: 2 values are in entries without epoch (not drawn)\n"));
  CHECK(!has(plot, "100 +"));
}

TEST_CASE("where no entry has a number beside X nothing is plotted", "[plot]") {
  CHECK(plotted({"epoch", {"loss"}}, {{R"({"epoch":1})", R"({"loss":1})", R"({"epoch":2,"loss":"x"})"}}).text.empty());
}

TEST_CASE("more series than there are marks are counted", "[plot]") {
  const std::vector<std::vector<std::string>> runs(11, epochs(3));
  CHECK(has(plotted({"epoch", {"loss"}}, runs), "only the first 8 series are drawn, 3 more are not\n"));
}

TEST_CASE("a run that went back is not joined with what it had before, one without order not at all", "[plot]") {
  const auto heading = [](const std::vector<int>& xs) {
    MetricsMeasure measure(PlotX("x", {}), {"y"}, plot::Scale::Linear);
    std::vector<std::string> lines;
    for (const int x : xs) lines.push_back("{\"x\":" + std::to_string(x) + ",\"y\":1}");
    feed(lines, [&measure](const MetricsEntry& entry) { measure.add(entry); });
    return measure.heading();
  };
  CHECK(heading({1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8, 9, 10}) == plot::Heading::Right);
  CHECK(heading({5, 4, 3, 2, 1}) == plot::Heading::Left);
  CHECK(heading({5, 1, 4, 2, 3, 9}) == plot::Heading::Nowhere);
  CHECK(heading({1}) == plot::Heading::Right);
}

TEST_CASE("keys cannot play tricks in a plot", "[plot]") {
  const Plotted plot =
      plotted({"x\u202e", {"\x1b[2J"}}, {{"{\"x\u202e\":1,\"\\u001b[2J\":NaN}", "{\"x\u202e\":2,\"\\u001b[2J\":1}"}});
  CHECK(has(plot, "\\x1b[2J"));
  CHECK(has(plot, "x\\u{202e}"));
  CHECK(plot.text.find('\x1b') == std::string::npos);
}
