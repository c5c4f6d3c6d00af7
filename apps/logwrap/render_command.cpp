#include "apps/logwrap/render_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "apps/logwrap/render.hpp"
#include "apps/logwrap/usage.hpp"
#include "lib/supervise/exit_status.hpp"

namespace logwrap {

int render_command(const CommandLine& line) {
  RenderOptions options;
  std::string size = "24x80";
  bool as_recorded = false;
  std::string ignored;
  CLI::App app("A raw terminal recording (such as `script` makes) as the lines a console would show in the end.",
               "logwrap render");
  set_usage(app, "Usage: logwrap render [FILE] --size ROWSxCOLS [OPTIONS]");
  app.add_option("FILE", options.file, "The recording; standard input if left out or -");
  app.add_option("--size", size, "The recorded terminal's size (default: 24x80)")->type_name("ROWSxCOLS");
  app.add_option("--chunk", options.chunk, "Feed so many bytes at a time (default: 65536)")
      ->type_name("BYTES")
      ->check(CLI::Range(std::size_t{1}, kMaxRenderChunk));
  app.add_flag("--records", as_recorded, "Lines as they would be recorded: tabs and trailing blanks kept");
  app.add_option("--state-dir", ignored, "Has no meaning here")->group("");
  app.add_option("--config", ignored, "Has no meaning here")->group("");
  if (const std::optional<int> status = parse(app, line.options)) return *status;

  const Result<Size> parsed = parse_size(size);
  if (!parsed) {
    std::cerr << "logwrap: --size: " << describe(parsed.error()) << '\n';
    return kExitUsage;
  }
  options.size = *parsed;
  if (as_recorded) options.text = Terminal::Text::AsRecorded;
  const Result<void> rendered = render(options, STDOUT_FILENO);
  if (rendered) return 0;
  std::cerr << "logwrap: " << describe(rendered.error()) << '\n';
  return 1;
}

}  // namespace logwrap
