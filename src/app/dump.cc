#include "app/dump.h"

#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "facts/extract.h"
#include "report/printable.h"
#include "syntax/tree.h"
#include "workspace/read_file.h"

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>

namespace lockstep::app {
namespace {

/// Dumps are text in any case, whatever the extension of their file. They quote names and values as the sources spell
/// them, which a terminal must not obey.
Result<ExitCode> write_dump(const std::string& text, const Options& options) {
  const auto written = write_outputs(options.outputs, style_of(options, STDOUT_FILENO),
                                     [&](report::Format, const report::TextStyle&, std::ostream& out) {
                                       for (std::string_view rest = text; !rest.empty();) {
                                         const std::size_t end = std::min(rest.find('\n'), rest.size());
                                         out << report::printable(rest.substr(0, end)) << '\n';
                                         rest.remove_prefix(std::min(end + 1, rest.size()));
                                       }
                                     });
  if (!written) return written.error();
  return ExitCode::Clean;
}

}  // namespace

Result<ExitCode> dump_facts(const Options& options) {
  if (auto sound = check_formats(options.outputs, {report::Format::Text}, "a dump"); !sound) return sound.error();
  std::error_code problem;
  if (std::filesystem::is_directory(options.subject, problem)) {
    return Error{.what = options.subject + " is a folder", .hint = "lockstep dump program " + options.subject};
  }
  // Whoever names a link means what it leads to; but that must be what a scan would read.
  const std::string file = std::filesystem::canonical(options.subject, problem).string();
  if (problem) return Error{.what = "cannot read " + options.subject + ": " + problem.message()};
  const workspace::Bytes bytes = workspace::as_source(workspace::read_file(file, options.subject), options.subject);
  if (bytes.trouble) return Error{.what = bytes.trouble->message, .where = options.subject, .frame = {}, .hint = {}};
  syntax::Parser parser;
  return write_dump(facts::dump(facts::extract(parser, options.subject, bytes.text), bytes.text), options);
}

Result<ExitCode> dump_program(const Options& options) {
  if (auto sound = check_formats(options.outputs, {report::Format::Text}, "a dump"); !sound) return sound.error();
  Stopwatch watch;
  const auto program = understand(options, Workers(options.threads), watch);
  if (!program) return program.error();
  return write_dump(program::dump(*program), options);
}

}  // namespace lockstep::app
