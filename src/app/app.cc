#include "app/app.h"

#include "app/audit.h"
#include "app/baseline.h"
#include "app/completions.h"
#include "app/doctor.h"
#include "app/dump.h"
#include "app/explain.h"
#include "app/init.h"
#include "app/options.h"
#include "app/output.h"
#include "app/run.h"
#include "app/suppressions.h"
#include "app/terminal.h"
#include "app/test_pack.h"
#include "base/about.h"
#include "base/huge_pages.h"

#include <unistd.h>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::app {
namespace {

Result<ExitCode> print(std::string_view text, const std::vector<Output>& outputs = {Output{}}) {
  const auto written =
      write_outputs(outputs, {}, [&](report::Format, const report::TextStyle&, std::ostream& out) { out << text; });
  if (!written) return written.error();
  return ExitCode::Clean;
}

Result<ExitCode> run(const Options& options) {
  switch (options.verb) {
    case Verb::Scan:
      return scan(options);
    case Verb::Audit:
      return audit(options);
    case Verb::Explain:
      return explain(options);
    case Verb::Rules:
      return list_rules(options);
    case Verb::Doctor:
      return doctor(options);
    case Verb::Baseline:
      return write_baseline(options);
    case Verb::Suppressions:
      return list_suppressions(options);
    case Verb::Test:
      return test_pack(options);
    case Verb::Init:
      return init(options);
    case Verb::DumpFacts:
      return dump_facts(options);
    case Verb::DumpProgram:
      return dump_program(options);
    case Verb::Completions: {
      const auto script = completion_script(options.subject);
      if (!script) return script.error();
      if (auto sound = check_formats(options.outputs, {report::Format::Text}, "a script"); !sound) return sound.error();
      return print(*script, options.outputs);
    }
    case Verb::Version:
      return print("lockstep " + std::string(version()) + "\n");
    case Verb::Help:
      return print(help_page(options.subject));
  }
  return ExitCode::Clean;
}

int fail(const Error& error, When colour) {
  print_error(error, {.colour = look_at_terminal(STDERR_FILENO, colour).colour}, std::cerr);
  return static_cast<int>(ExitCode::CouldNotRun);
}

}  // namespace

int main(int argc, char** argv) {
  end_quietly_on_signals();
  use_huge_pages();
  const auto options = parse_options({argv + std::min(argc, 1), argv + argc});
  if (!options) return fail(options.error(), When::Auto);
  const auto code = run(*options);
  if (!code) return fail(code.error(), options->colour);
  return static_cast<int>(*code);
}

}  // namespace lockstep::app
