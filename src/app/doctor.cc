#include "app/doctor.h"

#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "coverage/coverage.h"
#include "findings/locate.h"

#include <unistd.h>
#include <iostream>

namespace lockstep::app {

Result<ExitCode> doctor(const Options& options) {
  using report::Format;
  if (auto sound = check_formats(options.outputs, {Format::Text, Format::Json}, "what doctor found"); !sound) {
    return sound.error();
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  const auto program = understand(options, workers, watch);
  if (!program) return program.error();
  findings::Coverage coverage = coverage::examine(*program);
  findings::locate(coverage, reader_of(program->workspace()), workers);
  watch.lap("examine");

  const auto style = style_of(options, STDOUT_FILENO, program->workspace().root().directory);
  const auto written = write_outputs(options.outputs, style,
                                     [&](report::Format format, const report::TextStyle& its_style, std::ostream& out) {
                                       render_coverage(coverage, format, its_style, out);
                                     });
  if (!written) return written.error();
  if (options.stats) watch.print(std::cerr);
  return ExitCode::Clean;
}

}  // namespace lockstep::app
