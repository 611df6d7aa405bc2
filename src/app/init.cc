#include "app/init.h"

#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "app/survey.h"
#include "base/about.h"
#include "findings/locate.h"
#include "report/printable.h"
#include "rules/check.h"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <system_error>

namespace lockstep::app {
namespace {

using program::Program;

constexpr std::size_t kMostShown = 12;
constexpr std::size_t kMostHolders = 3;

/// What somebody wrote, inside of a `//` comment: on one line, without control characters.
std::string in_comment(std::string_view text) {
  std::string out;
  for (const char byte : report::printable(text)) out += byte == '\n' || byte == '\r' ? ' ' : byte;
  return out;
}

/// The same as a string of JSON.
std::string as_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') out += '\\';
    if (static_cast<unsigned char>(byte) >= ' ') out += byte;
  }
  return out + "\"";
}

void list(std::ostream& out, std::string_view indent, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < std::min(lines.size(), kMostShown); ++i)
    out << indent << "//   " << in_comment(lines[i]) << '\n';
  if (lines.size() > kMostShown) out << indent << "//   and " << lines.size() - kMostShown << " more\n";
}

std::vector<std::string> packages_of(const Program& program) {
  std::vector<std::string> lines;
  for (const auto& package : program.workspace().packages()) {
    lines.push_back((package.name.empty() ? "(no name)" : package.name) + "  " +
                    (package.directory.empty() ? "." : package.directory));
  }
  return lines;
}

/// Libraries that a model describes and some package depends upon: by what they tell us.
std::vector<std::string> libraries_of(const Program& program) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTold{std::pair{"effects", "reads and writes"},
                                                                               {"locks", "locks"},
                                                                               {"entry-points", "entry points"},
                                                                               {"buses", "events"}};
  std::map<std::string, std::set<std::string>> told;
  for (const auto& [section, meaning] : kTold) {
    for (const auto& one : program.models().sections(section)) {
      for (const std::string& name : one.packages) {
        for (const auto& package : program.workspace().packages()) {
          if (!package.range_of(name).empty()) told[name].insert(std::string(meaning));
        }
      }
    }
  }
  std::vector<std::string> lines;
  for (const auto& [name, meanings] : told) {
    std::string line = name + ":";
    for (const std::string& meaning : meanings) line += (line.ends_with(":") ? " " : ", ") + meaning;
    lines.push_back(std::move(line));
  }
  return lines;
}

/// As an audit counts them.
std::vector<std::string> entries_of(const findings::Inventory& inventory) {
  std::vector<std::string> lines;
  for (const findings::KnownEntries& known : inventory.entries) {
    if (!known.entries.empty()) lines.push_back(known.form + ": " + std::to_string(known.count));
  }
  return lines;
}

std::vector<std::string> locks_of(const findings::Inventory& inventory) {
  std::vector<std::string> lines;
  for (const findings::KnownLock& lock : inventory.locks) {
    std::set<std::string> holders;
    for (const findings::Spot& holder : lock.holders) holders.insert(holder.label);
    std::string line = lock.key + ":";
    std::size_t named = 0;
    for (const std::string& holder : holders) {
      if (++named > kMostHolders) break;
      line += (named == 1 ? " " : ", ") + holder;
    }
    if (holders.size() > kMostHolders) line += " and " + std::to_string(holders.size() - kMostHolders) + " more";
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> migrations_of(const findings::Inventory& inventory) {
  std::vector<std::string> lines;
  for (const findings::KnownMigrations& known : inventory.migrations) {
    std::string line = (known.folder.empty() ? "." : known.folder) + ": " + std::to_string(known.read);
    if (known.unread > 0) line += ", and " + std::to_string(known.unread) + " without an `up`, which are not read";
    lines.push_back(std::move(line));
  }
  return lines;
}

void section(std::ostream& out, std::string_view title, const std::vector<std::string>& lines, std::string_view none) {
  out << "  // " << title << (lines.empty() ? ": " + std::string(none) : ":") << '\n';
  list(out, "  ", lines);
}

void write(const Program& program, const rules::Packs& packs, const findings::Inventory& inventory, std::ostream& out) {
  out << "// What lockstep should know about " << in_comment(program.workspace().name())
      << ". Nothing has to be set: what stands here is what it\n"
         "// found, and what may be changed. `lockstep explain RULE` tells what a rule is about, `lockstep doctor` "
         "what was "
         "not\n// understood.\n{\n"
         "  // Completion in editors:\n"
         "  // \"$schema\": \""
      << home_page() << "/raw/main/rules/lockstep.schema.json\",\n\n";
  section(out, "Packages", packages_of(program), "there is no package.json");
  out << '\n';
  section(out, "Libraries that lockstep knows, and what they tell it", libraries_of(program),
          "none; \"models\" below can describe yours");
  out << '\n';
  section(out, "Ways in", entries_of(inventory), "none but exported functions");
  out << '\n';
  section(out, "Locks, by key, and who holds them", locks_of(inventory), "none");
  out << '\n';
  section(out, "Migrations, by folder", migrations_of(inventory), "none");
  out << "\n  // Kinds of findings and what they count for: off, note, warning, error. These are the defaults.\n"
         "  \"rules\": {\n";
  for (const config::Pack& pack : packs.files()) {
    if (pack.name != config::kRecommended) continue;
    for (const config::RuleChoice& choice : pack.rules) {
      out << "    // " << as_string(choice.rule + (choice.kind.empty() ? "" : "/" + choice.kind)) << ": "
          << as_string(config::kLevels[static_cast<std::size_t>(choice.level.value_or(config::Level::Off))]) << ",\n";
    }
  }
  out << "  },\n\n"
         "  // Files and folders that are no part of the program, besides what git ignores.\n"
         "  \"exclude\": [],\n\n"
         "  // Other severities for some files.\n"
         "  // \"overrides\": [{ \"files\": [\"legacy/**\"], \"rules\": { \"duplicate-list\": \"note\" } }],\n\n"
         "  // Requirements and queries of your own: `lockstep explain require`, `lockstep explain query`.\n"
         "  \"packs\": [],\n\n"
         "  // What lockstep should know about libraries of your own: what reads, writes, locks, lets the world in.\n"
         "  // \"models\": [{ \"library\": \"our queue\", \"packages\": [\"@acme/queue\"] }],\n\n"
         "  // The least severity that makes the exit code 1: error, warning, note or never.\n"
         "  \"failOn\": \"warning\",\n"
         "}\n";
}

}  // namespace

Result<ExitCode> init(const Options& options) {
  Options its = options;
  its.no_config = true;
  Stopwatch watch;
  const Workers workers(options.threads);
  const auto program = understand(its, workers, watch);
  if (!program) return program.error();
  const std::string& root = program->workspace().root().directory;
  auto recommended = config::load_packs({}, root, false, {});
  if (!recommended) return recommended.error();
  const auto packs = rules::Packs::read(*std::move(recommended));
  if (!packs) return packs.error();
  const std::string& wanted = options.outputs.front().path;
  const std::string path = wanted.empty() ? root + "/" + std::string(kConfigName) : wanted;
  std::error_code problem;
  if (path != "-" && std::filesystem::exists(std::filesystem::symlink_status(path, problem))) {
    return Error{.what = "this file exists already, and is left as it is",
                 .where = path,
                 .frame = {},
                 .hint = "-o PATH writes to another place"};
  }
  const rules::Selection everything{.with_inventory = true};
  const findings::Outcome understood = rules::check(*program, {}, *packs, everything, workers, {});
  const auto written = write_output(
      {.format = report::Format::Text, .path = path}, style_of(options, STDOUT_FILENO),
      [&](const report::TextStyle&, std::ostream& out) { write(*program, *packs, *understood.inventory, out); });
  if (!written) return written.error();
  if (options.quiet) return ExitCode::Clean;
  // What could not be read is missing from what was just written.
  findings::Outcome told{.notifications = rules::notifications(*program)};
  findings::locate(told, reader_of(program->workspace()), workers);
  render_notifications(told, style_of(options, STDERR_FILENO), std::cerr);
  if (path != "-") std::cerr << "Wrote " << report::printable(path) << '\n';
  return ExitCode::Clean;
}

}  // namespace lockstep::app
