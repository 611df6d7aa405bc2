#include "app/test_pack.h"

#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "app/survey.h"
#include "base/nearest.h"
#include "config/pack.h"
#include "config/read_text.h"
#include "findings/marks.h"
#include "report/printable.h"

#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

namespace lockstep::app {
namespace {

namespace fs = std::filesystem;

/// One folder and what is wrong in it.
struct Case {
  std::string name;
  std::vector<std::string> faults;
};

Error error_at(std::string where, std::string what, std::string hint = {}) {
  return {.what = std::move(what), .where = std::move(where), .frame = {}, .hint = std::move(hint)};
}

/// The folder that holds the cases. Of the pack only this is read here: its options are bound case by case.
Result<fs::path> folder_of_cases(const std::string& pack) {
  auto text = config::read_text(pack, pack);
  if (!text) return text.error();
  auto document = json::parse(*std::move(text), pack);
  if (!document) return document.error();
  const auto tests = document->root.string("tests");
  if (!tests) {
    return error_at(pack, "this pack names no tests", "\"tests\": \"house-tests\" names a folder beside the pack");
  }
  const fs::path folder = fs::path(pack).parent_path() / *tests;
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) {
    const json::Value& value = *document->root.find("tests");
    return document->error(value.where(), "there is no such folder", "the path is relative to the pack");
  }
  return folder;
}

std::vector<findings::Mark> marks_of(const program::Program& program) {
  std::vector<findings::Mark> marks;
  const auto read = reader_of(program.workspace());
  const auto add = [&](const std::string& path) {
    const auto text = read(path);
    if (!text) return;
    for (findings::Mark& mark : findings::marks_in(path, *text)) marks.push_back(std::move(mark));
  };
  for (const auto& file : program.files()) add(file.path);
  for (const auto& package : program.workspace().packages()) {
    add((package.directory.empty() ? "" : package.directory + "/") + "package.json");
  }
  std::sort(marks.begin(), marks.end());
  return marks;
}

bool is_of_pack(std::string_view rule) { return rule == "require" || rule == "query"; }

/// Marks that nothing can ever fulfil, or that nobody here looks at: of rules that no pack brings, of ids that there
/// are not. A misspelt one would otherwise go for a requirement that is met.
std::vector<std::string> unknown_marks(const std::vector<findings::Mark>& marks, const rules::Packs& packs) {
  std::vector<std::string> faults;
  for (const findings::Mark& mark : marks) {
    const std::string_view what = mark.what;
    const std::string_view rule = what.substr(0, what.find('/'));
    std::vector<std::string> known;
    for (const std::string_view each : {std::string_view("require"), std::string_view("query")}) {
      for (const auto& kind : packs.kinds(each)) known.push_back(std::string(each) + "/" + std::string(kind.id));
    }
    const bool is_known = mark.form == findings::Mark::Form::Also
                              ? is_of_pack(what)
                              : std::find(known.begin(), known.end(), mark.what) != known.end();
    if (is_known) continue;
    std::string fault = "unknown  " + mark.path + ":" + std::to_string(mark.line) + "  " + mark.what;
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const std::string hint = did_you_mean(what, candidates);
    if (!hint.empty()) {
      fault += "\n       " + hint;
    } else if (!is_of_pack(rule)) {
      fault += "\n       a pack is tested for what it brings: require/ID and query/ID";
    }
    faults.push_back(std::move(fault));
  }
  return faults;
}

/// Whether a configuration of a case uses the pack that is tested.
bool uses(const config::Config& config, const fs::path& folder, const std::string& pack) {
  return std::any_of(config.packs.begin(), config.packs.end(), [&](const config::Config::PackUse& use) {
    std::error_code problem;
    return fs::equivalent(folder / use.file, pack, problem);
  });
}

Result<Case> run(const fs::path& folder, const Options& options) {
  Options its = options;
  its.paths = {folder.string()};
  its.root = folder.string();
  its.quiet = true;
  its.rules = options.rules;
  std::error_code problem;
  const fs::path config = folder / kConfigName;
  if (fs::is_symlink(config, problem)) {
    return error_at(config.string(), "will not read a configuration through a symbolic link");
  }
  if (fs::is_regular_file(config, problem)) {
    its.config = config.string();
  } else {
    its.no_config = true;
    its.packs = {options.subject};
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  its.no_cache = true;
  auto judged = judge(its, workers, watch);
  if (!judged) return judged.error();
  if (its.config && !uses(judged->config, folder, options.subject)) {
    return error_at(*its.config, "this configuration does not use the pack that is tested",
                    "\"packs\": [\"" + fs::proximate(options.subject, folder, problem).string() + "\"]");
  }
  findings::Outcome& outcome = judged->outcome;
  std::erase_if(outcome.findings, [](const findings::Finding& finding) { return !is_of_pack(finding.rule); });
  auto marks = marks_of(*judged->program);
  Case done{.name = folder.filename().string(), .faults = unknown_marks(marks, *judged->packs)};
  // Git keeps no empty folder, and a program without a file meets every requirement.
  if (judged->program->files().empty() && judged->program->workspace().packages().empty())
    done.faults.emplace_back("empty    there is no program in this folder");
  // Each is told once.
  std::erase_if(marks, [&](const findings::Mark& mark) { return !unknown_marks({mark}, *judged->packs).empty(); });
  for (std::string& fault : findings::compare(marks, outcome)) done.faults.push_back(std::move(fault));
  return done;
}

void write(const std::vector<Case>& cases, std::ostream& out) {
  std::size_t failed = 0;
  for (const Case& one : cases) {
    out << (one.faults.empty() ? "ok    " : "FAIL  ") << report::printable(one.name) << '\n';
    for (const std::string& fault : one.faults) {
      std::string_view rest = fault;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        out << "      " << report::printable(rest.substr(0, end)) << '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    failed += one.faults.empty() ? 0U : 1U;
  }
  out << cases.size() << (cases.size() == 1 ? " case" : " cases");
  if (failed > 0) out << ", " << failed << " not as expected";
  out << '\n';
}

}  // namespace

Result<ExitCode> test_pack(const Options& options) {
  if (auto sound = check_formats(options.outputs, {report::Format::Text}, "what a test says"); !sound) {
    return sound.error();
  }
  const auto folder = folder_of_cases(options.subject);
  if (!folder) return folder.error();
  std::vector<fs::path> folders;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(*folder, problem)) {
    if (entry.is_directory(problem) && !entry.is_symlink(problem)) folders.push_back(entry.path());
  }
  if (folders.empty())
    return error_at(folder->string(), "there are no cases in this folder", "each folder in it is one");
  std::sort(folders.begin(), folders.end());
  std::vector<Case> cases;
  for (const fs::path& each : folders) {
    auto done = run(each, options);
    if (!done) return done.error();
    cases.push_back(*std::move(done));
  }
  const auto written =
      write_outputs(options.outputs, style_of(options, STDOUT_FILENO),
                    [&](report::Format, const report::TextStyle&, std::ostream& out) { write(cases, out); });
  if (!written) return written.error();
  const bool fails = std::any_of(cases.begin(), cases.end(), [](const Case& one) { return !one.faults.empty(); });
  return fails ? ExitCode::Findings : ExitCode::Clean;
}

}  // namespace lockstep::app
