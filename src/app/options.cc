#include "app/options.h"

#include "adoption/days.h"
#include "app/category.h"
#include "base/glob.h"
#include "base/nearest.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace lockstep::app {
namespace {

using report::Format;

constexpr std::array<std::string_view, 13> kVerbs = {
    "scan", "audit", "explain", "rules",       "doctor",  "baseline", "suppressions",
    "init", "test",  "dump",    "completions", "version", "help",
};
constexpr std::array<std::string_view, 3> kAuditFormats = {"html", "markdown", "json"};
constexpr std::array<std::string_view, 4> kSeverities = {"error", "warning", "note", "never"};
constexpr std::array<std::string_view, 3> kWhens = {"auto", "always", "never"};
constexpr unsigned kMostThreads = 1024;

/// The command line as words, before anybody asks whether they mean something.
struct Words {
  std::vector<std::string> positionals;
  std::string root, config, fail_on, threads, format, colour, from, relative_to, today, baseline, cache_folder;
  std::optional<std::string> category, since;
  std::vector<std::string> include, exclude, packs, rules, skip_rules, outputs;
  bool no_config = false, no_ignore = false, stats = false, quiet = false, version = false, help = false, why = false;
  bool show_accepted = false, no_baseline = false, accept_new = false, prune = false, no_history = false;
  bool no_cache = false, staged = false;
};

/// Options by what they belong to; a verb takes those that mean something to it, so that the others are errors there.
void add_scope_options(CLI::App& cli, Words& words) {
  cli.add_option("--root", words.root);
  cli.add_option("--config", words.config);
  cli.add_flag("--no-config", words.no_config);
  cli.add_option("--include", words.include)->allow_extra_args(false);
  cli.add_option("--exclude", words.exclude)->allow_extra_args(false);
  cli.add_flag("--no-ignore", words.no_ignore);
  cli.add_option("--threads", words.threads);
  cli.add_flag("--stats", words.stats);
  cli.add_option("--cache-dir", words.cache_folder);
  cli.add_flag("--no-cache", words.no_cache);
}

void add_rule_options(CLI::App& cli, Words& words) {
  cli.add_option("--pack", words.packs)->allow_extra_args(false);
  cli.add_option("--rule", words.rules)->allow_extra_args(false);
  cli.add_option("--skip-rule", words.skip_rules)->allow_extra_args(false);
  cli.add_option("--today", words.today);
}

void add_output_options(CLI::App& cli, Words& words) {
  cli.add_option("--format", words.format);
  cli.add_option("-o,--output", words.outputs)->allow_extra_args(false);
  cli.add_option("--color,--colour", words.colour);
  cli.add_flag("--quiet,-q", words.quiet);
  cli.add_flag("--help,-h", words.help);
}

void add_options(CLI::App& cli, std::string_view verb, Words& words) {
  cli.set_help_flag();
  cli.allow_extras();
  cli.add_option("words", words.positionals);
  add_output_options(cli, words);
  if (verb != "rules" && verb != "completions") add_scope_options(cli, words);
  const bool judges = verb == "scan" || verb == "audit" || verb == "explain" || verb == "baseline";
  if (judges || verb == "suppressions") add_rule_options(cli, words);
  if (verb == "scan" || verb == "explain" || verb == "baseline") cli.add_option("--baseline", words.baseline);
  if (verb == "scan" || verb == "explain") cli.add_flag("--no-baseline", words.no_baseline);
  if (verb == "scan" || verb == "audit") cli.add_option("--fail-on", words.fail_on);
  if (verb == "audit") cli.add_flag("--no-history", words.no_history);
  if (verb == "baseline") {
    cli.add_flag("--accept-new", words.accept_new);
    cli.add_flag("--prune", words.prune);
  }
  if (verb == "scan") {
    cli.add_flag("--why", words.why);
    cli.add_flag("--show-accepted", words.show_accepted);
    cli.add_option("--category", words.category);
    cli.add_option("--relative-to", words.relative_to);
    cli.add_option("--since", words.since);
    cli.add_flag("--staged", words.staged);
    cli.add_flag("--version,-V", words.version);
  }
  if (verb == "explain") cli.add_option("--from", words.from);
}

bool takes_value(const CLI::App& cli, const std::string& argument) {
  if (argument.find('=') != std::string::npos) return false;
  const CLI::Option* option = cli.get_option_no_throw(argument);
  return option != nullptr && option->get_items_expected_min() > 0;
}

/// Takes the verb off the arguments: the first word that is no option and no option's value, if it is one. Verbs win
/// over paths; whoever means the folder writes ./rules.
std::string take_verb(std::vector<std::string>& arguments) {
  Words ignored;
  CLI::App cli;
  add_options(cli, "scan", ignored);
  cli.add_option("--from", ignored.from);
  cli.add_flag("--no-history", ignored.no_history);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") break;
    if (argument.size() > 1 && argument[0] == '-') {
      if (takes_value(cli, argument)) ++i;
      continue;
    }
    if (std::find(kVerbs.begin(), kVerbs.end(), argument) == kVerbs.end()) break;
    std::string verb = argument;
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i));
    return verb;
  }
  return "scan";
}

Error unknown_option(const CLI::App& cli, const std::string& typed) {
  const std::string name = typed.substr(0, typed.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* option : cli.get_options()) {
    for (const std::string& long_name : option->get_lnames()) names.push_back("--" + long_name);
  }
  std::sort(names.begin(), names.end());
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint = did_you_mean(name, candidates);
  if (hint.empty()) hint = "lockstep --help lists all options";
  return {.what = "unknown option " + name, .hint = std::move(hint)};
}

Error unknown_word(std::string_view option, const std::string& typed, std::span<const std::string_view> known) {
  std::string hint = did_you_mean(typed, known);
  if (hint.empty()) {
    hint = "it is one of:";
    for (const std::string_view word : known) hint += " " + std::string(word);
  }
  return {.what = std::string(option) + " does not know \"" + typed + "\"", .hint = std::move(hint)};
}

bool is_plain_word(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// `FORMAT=PATH` or `PATH`. What stands before `=` and is no format is a slip if it is nearly one, or if all of it
/// looks like FORMAT=FILE: nobody would look for the report in a file called xml=foo. In `day=monday/report` it is a
/// folder's.
Result<Output> parse_output(std::string typed, std::optional<Format> format) {
  if (typed.starts_with('=')) typed.erase(0, 1);  // -o=PATH, as long options are written
  if (const std::size_t equals = typed.find('='); equals != std::string::npos) {
    const std::string word = typed.substr(0, equals);
    if (const auto named = report::parse_format(word)) {
      if (equals + 1 == typed.size()) return Error{.what = "--output " + typed + " names no file"};
      return Output{.format = *named, .path = typed.substr(equals + 1)};
    }
    const bool looks_like_format = is_plain_word(word) && typed.find('/') == std::string::npos;
    if (looks_like_format || nearest(word, report::format_names())) {
      return unknown_word("--output", word, report::format_names());
    }
  }
  if (typed.empty()) return Error{.what = "--output names no file"};
  if (format) return Output{.format = *format, .path = typed};
  return Output{.format = report::format_of_path(typed).value_or(Format::Text), .path = typed};
}

Error only_for_audits() {
  return {.what = "html is a format of lockstep audit", .hint = "lockstep audit -o FILE.html"};
}

/// A name that speaks of a format which no audit has: nobody would open what is in it then.
std::optional<Error> unfit_name(const std::string& path) {
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  return Error{.what = "an audit cannot be written as " + std::string(name.substr(dot)),
               .hint = "name it .html, .md or .json, or say html=" + path};
}

/// An audit is a document: HTML into a file unless somebody says otherwise, never beside other output.
Result<std::vector<Output>> parse_audit_outputs(const Words& words) {
  std::optional<Format> format;
  if (!words.format.empty()) {
    format = report::parse_format(words.format);
    if (!format) return unknown_word("--format", words.format, kAuditFormats);
  }
  if (words.outputs.empty()) {
    const Format chosen = format.value_or(Format::Html);
    return std::vector<Output>{{.format = chosen, .path = chosen == Format::Html ? "lockstep-audit.html" : "-"}};
  }
  std::vector<Output> outputs;
  for (const std::string& typed : words.outputs) {
    auto output = parse_output(typed, format);
    if (!output) return output.error();
    const bool says_format = format || typed.starts_with("text=");
    if (output->format == Format::Text && !says_format) {
      if (auto unfit = unfit_name(output->path)) return *std::move(unfit);
      output->format = Format::Html;
    }
    for (const Output& earlier : outputs) {
      if (earlier.path == output->path) return Error{.what = "--output names " + output->path + " twice"};
    }
    outputs.push_back(*std::move(output));
  }
  return outputs;
}

/// Where everything goes: every -o, and the standard output in --format, unless an -o claims it or we shall be quiet.
/// What is text in any case is text in a file of any name, but may not be asked for as anything else.
Result<std::vector<Output>> parse_outputs(const Words& words, bool is_always_text) {
  std::optional<Format> format;
  if (!words.format.empty()) {
    format = report::parse_format(words.format);
    if (!format) return unknown_word("--format", words.format, report::format_names());
    if (*format == Format::Html) return only_for_audits();
  }
  std::vector<Output> outputs;
  bool is_stdout_claimed = words.quiet && !words.outputs.empty();
  for (const std::string& typed : words.outputs) {
    auto output = parse_output(typed, !format && is_always_text ? Format::Text : format);
    if (!output) return output.error();
    for (const Output& earlier : outputs) {
      if (earlier.path == output->path) return Error{.what = "--output names " + output->path + " twice"};
    }
    if (output->format == Format::Html) return only_for_audits();
    is_stdout_claimed = is_stdout_claimed || output->path == "-";
    outputs.push_back(*std::move(output));
  }
  if (!is_stdout_claimed) outputs.push_back({.format = format.value_or(Format::Text), .path = "-"});
  return outputs;
}

/// A configuration is a configuration: one file, by default at the root, whose place is not known yet.
Result<std::vector<Output>> parse_init_outputs(const Words& words) {
  if (!words.format.empty()) {
    return Error{.what = "init writes a lockstep.jsonc, which has no other format",
                 .hint = "-o PATH names another file"};
  }
  if (words.outputs.empty()) return std::vector<Output>{{.format = Format::Text, .path = {}}};
  auto output = parse_output(words.outputs.front(), Format::Text);
  if (!output) return output.error();
  if (words.outputs.size() > 1 || output->format != Format::Text) {
    return Error{.what = "init writes one lockstep.jsonc, which has no other format"};
  }
  return std::vector<Output>{*std::move(output)};
}

/// A glob that can match nothing would leave out all files or none, and the scan be green.
Status check_globs(std::string_view option, const std::vector<std::string>& globs) {
  for (const std::string& glob : globs) {
    if (const GlobFault fault = fault_of_glob(glob)) {
      return Error{.what = std::string(option) + " \"" + glob + "\": " + std::string(fault.what),
                   .hint = std::string(fault.hint)};
    }
  }
  return Done{};
}

Status read_scan_words(const Words& words, Options& options) {
  if (!words.fail_on.empty()) {
    if (words.fail_on == "never") {
      options.fail_on = findings::Severity::Off;
    } else if (const auto severity = findings::parse_severity(words.fail_on);
               severity && *severity != findings::Severity::Off) {
      options.fail_on = severity;
    } else {
      return unknown_word("--fail-on", words.fail_on, kSeverities);
    }
  }
  if (!words.threads.empty()) {
    const char* end = words.threads.data() + words.threads.size();
    const auto [parsed, failure] = std::from_chars(words.threads.data(), end, options.threads);
    if (failure != std::errc{} || parsed != end || options.threads == 0 || options.threads > kMostThreads) {
      return Error{.what = "--threads takes a number from 1 to " + std::to_string(kMostThreads) + ", not \"" +
                           words.threads + "\""};
    }
  }
  if (words.colour == "always") {
    options.colour = When::Always;
  } else if (words.colour == "never") {
    options.colour = When::Never;
  } else if (!words.colour.empty() && words.colour != "auto") {
    return unknown_word("--color", words.colour, kWhens);
  }
  if (words.category) {
    auto category = check_category(*words.category);
    if (!category) return category.error();
    options.category = *std::move(category);
  }
  if (!words.relative_to.empty()) options.relative_to = words.relative_to;
  if (!words.root.empty()) options.root = words.root;
  if (!words.config.empty()) options.config = words.config;
  if (!words.from.empty()) options.from = words.from;
  if (!words.today.empty()) {
    if (!adoption::is_day(words.today)) {
      return Error{.what = "--today takes a day, not \"" + words.today + "\"", .hint = "for example 2027-01-31"};
    }
    options.today = words.today;
  }
  if (!words.cache_folder.empty()) options.cache_folder = words.cache_folder;
  options.no_cache = words.no_cache;
  if (options.cache_folder && options.no_cache) return Error{.what = "--cache-dir and --no-cache exclude each other"};
  options.since = words.since;
  options.staged = words.staged;
  if (options.since && options.staged) return Error{.what = "--since and --staged exclude each other"};
  options.no_config = words.no_config;
  if (options.config && options.no_config) return Error{.what = "--config and --no-config exclude each other"};
  options.include = words.include;
  options.exclude = words.exclude;
  if (auto sound = check_globs("--include", options.include); !sound) return sound;
  if (auto sound = check_globs("--exclude", options.exclude); !sound) return sound;
  options.no_ignore = words.no_ignore;
  options.packs = words.packs;
  options.rules = words.rules;
  options.skip_rules = words.skip_rules;
  options.why = words.why;
  options.show_accepted = words.show_accepted;
  if (!words.baseline.empty()) options.baseline = words.baseline;
  options.no_baseline = words.no_baseline;
  if (options.baseline && options.no_baseline) return Error{.what = "--baseline and --no-baseline exclude each other"};
  options.accept_new = words.accept_new;
  options.prune = words.prune;
  options.no_history = words.no_history;
  options.stats = words.stats;
  options.quiet = words.quiet;
  return Done{};
}

/// What the words that are no options mean to the verb.
Status read_positionals(const std::string& verb, std::vector<std::string> words, Options& options) {
  const auto take_first = [&] {
    std::string first = std::move(words.front());
    words.erase(words.begin());
    return first;
  };
  if (verb == "explain") {
    options.verb = Verb::Explain;
    if (words.empty()) {
      return Error{.what = "explain needs a rule or the id of a finding", .hint = "lockstep rules lists the rules"};
    }
    options.subject = take_first();
  } else if (verb == "rules") {
    options.verb = Verb::Rules;
    if (!words.empty()) {
      return Error{.what = "rules takes no \"" + words.front() + "\"",
                   .hint = "lockstep explain " + words.front() + " shows a rule; ./rules is a folder"};
    }
  } else if (verb == "doctor") {
    options.verb = Verb::Doctor;
  } else if (verb == "completions") {
    options.verb = Verb::Completions;
    if (words.size() != 1) return Error{.what = "completions needs one shell", .hint = "bash, zsh or fish"};
    options.subject = take_first();
  } else if (verb == "baseline") {
    options.verb = Verb::Baseline;
  } else if (verb == "suppressions") {
    options.verb = Verb::Suppressions;
  } else if (verb == "audit") {
    options.verb = Verb::Audit;
  } else if (verb == "init") {
    options.verb = Verb::Init;
  } else if (verb == "test") {
    options.verb = Verb::Test;
    if (words.size() != 1) {
      return Error{.what = "test needs one rule pack", .hint = "for example: lockstep test rules/house.jsonc"};
    }
    options.subject = take_first();
  } else if (verb == "dump") {
    constexpr std::array<std::string_view, 2> kWhat = {"facts", "program"};
    if (words.empty()) return Error{.what = "dump needs a word", .hint = "dump facts FILE, or dump program [PATH]"};
    const std::string what = take_first();
    if (what != "facts" && what != "program") return unknown_word("dump", what, kWhat);
    options.verb = what == "facts" ? Verb::DumpFacts : Verb::DumpProgram;
    if (options.verb == Verb::DumpFacts) {
      if (words.size() != 1) return Error{.what = "dump facts needs one file"};
      options.subject = take_first();
    }
  }
  options.paths = std::move(words);
  return Done{};
}

}  // namespace

Result<Options> parse_options(std::vector<std::string> arguments) {
  const std::string verb = take_verb(arguments);
  Options options;
  if (verb == "version" || verb == "help") {
    options.verb = verb == "help" ? Verb::Help : Verb::Version;
    if (verb == "help" && !arguments.empty()) options.subject = arguments.front();
    return options;
  }

  Words words;
  CLI::App cli;
  add_options(cli, verb, words);
  // What follows `--` are paths, whatever they look like.
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  const std::vector<std::string> literal(dashes == arguments.end() ? dashes : dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    cli.parse(std::move(arguments));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // It says "--threads: 1 required TEXT missing".
    const std::string message = mismatch.what();
    return Error{.what = message.substr(0, message.find(':')) + " takes one value",
                 .hint = "lockstep --help shows what options take"};
  } catch (const CLI::ParseError& failure) {
    return Error{.what = failure.what(), .hint = "lockstep --help shows how it is used"};
  }
  if (words.help || words.version) {
    options.verb = words.help ? Verb::Help : Verb::Version;
    options.subject = verb;
    return options;
  }
  for (const std::string& extra : cli.remaining()) {
    if (extra.size() > 1 && extra[0] == '-') return unknown_option(cli, extra);
    words.positionals.push_back(extra);
  }
  words.positionals.insert(words.positionals.end(), literal.begin(), literal.end());
  if (auto read = read_scan_words(words, options); !read) return read.error();
  if (auto read = read_positionals(verb, std::move(words.positionals), options); !read) return read.error();
  const bool is_always_text = verb == "dump" || verb == "completions";
  auto outputs = verb == "audit"  ? parse_audit_outputs(words)
                 : verb == "init" ? parse_init_outputs(words)
                                  : parse_outputs(words, is_always_text);
  if (!outputs) return outputs.error();
  options.outputs = *std::move(outputs);
  return options;
}

std::span<const std::string_view> all_verbs() { return kVerbs; }

std::vector<OptionName> options_of(std::string_view verb) {
  std::vector<OptionName> names;
  if (verb == "version" || verb == "help") return names;
  Words ignored;
  CLI::App cli;
  add_options(cli, verb, ignored);
  for (const CLI::Option* option : cli.get_options()) {
    const auto& shorts = option->get_snames();
    for (const std::string& name : option->get_lnames()) {
      names.push_back({.long_name = "--" + name,
                       .short_name = shorts.empty() ? "" : "-" + shorts.front(),
                       .takes_value = option->get_items_expected_min() > 0});
    }
  }
  std::sort(names.begin(), names.end(),
            [](const OptionName& a, const OptionName& b) { return a.long_name < b.long_name; });
  return names;
}

}  // namespace lockstep::app
