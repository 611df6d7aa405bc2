#include "app/dump.h"

#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "facts/extract.h"
#include "report/printable.h"
#include "syntax/tree.h"

#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

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
  std::error_code ignored;
  if (std::filesystem::is_directory(options.subject, ignored)) {
    return Error{.what = options.subject + " is a folder", .hint = "lockstep dump program " + options.subject};
  }
  std::ifstream in(options.subject, std::ios::binary);
  if (!in) return Error{.what = "cannot read " + options.subject + ": " + std::strerror(errno)};
  const std::string source{std::istreambuf_iterator<char>(in), {}};
  syntax::Parser parser;
  return write_dump(facts::dump(facts::extract(parser, options.subject, source), source), options);
}

Result<ExitCode> dump_program(const Options& options) {
  Stopwatch watch;
  const auto program = understand(options, Workers(options.threads), watch);
  if (!program) return program.error();
  return write_dump(program::dump(*program), options);
}

}  // namespace lockstep::app
