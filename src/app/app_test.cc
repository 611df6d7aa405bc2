#include "app/exit_code.h"
#include "app/options.h"
#include "app/shell_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace lockstep::app {
namespace {

using findings::Severity;
using report::Format;

Options parsed(std::vector<std::string> arguments) {
  auto options = parse_options(std::move(arguments));
  EXPECT_TRUE(options) << options.error().what;
  return options ? *options : Options{};
}

Error refused(std::vector<std::string> arguments) {
  const auto options = parse_options(std::move(arguments));
  EXPECT_FALSE(options);
  return options ? Error{} : options.error();
}

std::string outputs(std::vector<std::string> arguments) {
  std::string text;
  for (const Output& output : parsed(std::move(arguments)).outputs) {
    text += std::string(to_string(output.format)) + "=" + output.path + " ";
  }
  return text;
}

TEST(Options, ScanIsTheVerbWhenThereIsNone) {
  EXPECT_EQ(parsed({}).verb, Verb::Scan);
  EXPECT_EQ(parsed({"src", "lib"}).paths, (std::vector<std::string>{"src", "lib"}));
  EXPECT_EQ(parsed({"scan", "src"}).paths, std::vector<std::string>{"src"});
}

TEST(Options, VerbsWinOverPathsButNotOverValues) {
  EXPECT_EQ(parsed({"rules"}).verb, Verb::Rules);
  EXPECT_EQ(parsed({"./rules"}).verb, Verb::Scan);
  EXPECT_EQ(parsed({"--", "rules"}).paths, std::vector<std::string>{"rules"});
  EXPECT_EQ(parsed({"src", "rules"}).paths, (std::vector<std::string>{"src", "rules"}));
  EXPECT_EQ(parsed({"--color", "never", "explain", "x"}).verb, Verb::Explain);
  EXPECT_EQ(parsed({"--rule", "rules"}).rules, std::vector<std::string>{"rules"});
}

TEST(Options, RepeatableOptionsTakeOneValueEach) {
  const Options options = parsed({"--rule", "a", "--rule=b/c", "src", "--exclude", "x/**"});
  EXPECT_EQ(options.rules, (std::vector<std::string>{"a", "b/c"}));
  EXPECT_EQ(options.paths, std::vector<std::string>{"src"});
  EXPECT_EQ(options.exclude, std::vector<std::string>{"x/**"});
}

TEST(Options, OutputsSayWhereWhatGoes) {
  EXPECT_EQ(outputs({}), "text=- ");
  EXPECT_EQ(outputs({"--format", "json"}), "json=- ");
  EXPECT_EQ(outputs({"-o", "x.sarif"}), "sarif=x.sarif text=- ");
  EXPECT_EQ(outputs({"-o", "json=-"}), "json=- ");
  EXPECT_EQ(outputs({"--format", "sarif", "-o", "x.json"}), "sarif=x.json sarif=- ");
  EXPECT_EQ(outputs({"-o", "sarif=a.json", "-o", "b.json", "--quiet"}), "sarif=a.json json=b.json ");
  EXPECT_EQ(outputs({"--quiet"}), "text=- ");
  EXPECT_EQ(outputs({"-o", "out=x/report"}), "text=out=x/report text=- ");
  EXPECT_EQ(outputs({"-o", "./a=b", "-o", "text=a=b"}), "text=./a=b text=a=b text=- ");
  EXPECT_EQ(outputs({"-o=json=-"}), "json=- ");
  EXPECT_EQ(outputs({"dump", "program", "-o", "p.json"}), "text=p.json text=- ");
}

TEST(Options, AnAuditIsADocument) {
  EXPECT_EQ(parsed({"audit", "src"}).verb, Verb::Audit);
  EXPECT_EQ(outputs({"audit"}), "html=lockstep-audit.html ");
  EXPECT_EQ(outputs({"audit", "--format", "markdown"}), "markdown=- ");
  EXPECT_EQ(outputs({"audit", "-o", "a.md", "-o", "b.json", "-o", "c"}), "markdown=a.md json=b.json html=c ");
  EXPECT_EQ(outputs({"audit", "--format", "json", "-o", "x"}), "json=x ");
  EXPECT_EQ(refused({"audit", "--format", "htm"}).hint, "did you mean \"html\"?");
  EXPECT_FALSE(refused({"audit", "-o", "a.md", "-o", "html=a.md"}).what.empty());
  EXPECT_FALSE(refused({"scan", "--format", "html"}).what.empty());
}

TEST(Options, SlipsAreErrorsWithTheRightWord) {
  EXPECT_EQ(refused({"--fromat", "json"}).hint, "did you mean \"--format\"?");
  EXPECT_EQ(refused({"--format", "jsn"}).hint, "did you mean \"json\"?");
  EXPECT_EQ(refused({"-o", "sarf=x"}).hint, "did you mean \"sarif\"?");
  EXPECT_EQ(refused({"-o", "sariff=out/x"}).hint, "did you mean \"sarif\"?");
  EXPECT_EQ(refused({"-o", "xml=foo"}).what, "--output does not know \"xml\"");
  EXPECT_EQ(refused({"--fail-on", "off"}).what, "--fail-on does not know \"off\"");
  EXPECT_EQ(refused({"--threads", "0"}).what, "--threads takes a number from 1 to 1024, not \"0\"");
  EXPECT_FALSE(refused({"--threads"}).what.empty());
  EXPECT_FALSE(refused({"explain"}).what.empty());
  EXPECT_FALSE(refused({"dump", "fact", "x.ts"}).what.empty());
  EXPECT_FALSE(refused({"rules", "--threads", "2"}).what.empty());
  EXPECT_FALSE(refused({"-o", "a", "-o", "json=a"}).what.empty());
}

TEST(Options, GlobsThatMatchNothingAreErrors) {
  for (const std::string option : {"--include", "--exclude"}) {
    for (const std::string glob : {"", "[", "{src", "..", "src/\\"}) {
      EXPECT_TRUE(refused({option, glob}).what.starts_with(option + " \"" + glob + "\": ")) << glob;
    }
  }
}

TEST(Options, FailOnNeverIsOff) {
  EXPECT_EQ(parsed({"--fail-on", "never"}).fail_on, Severity::Off);
  EXPECT_EQ(parsed({"--fail-on=note"}).fail_on, Severity::Note);
}

TEST(ShellWords, KnowEveryVerbAndEveryOption) {
  std::vector<std::string_view> verbs;
  for (const VerbHelp& verb : verb_helps()) verbs.push_back(verb.name);
  EXPECT_EQ(verbs, std::vector<std::string_view>(all_verbs().begin(), all_verbs().end()));

  std::set<std::string> options;
  for (const std::string_view verb : all_verbs()) {
    for (const OptionName& option : options_of(verb)) {
      options.insert(option.long_name);
      const auto found = std::find_if(option_helps().begin(), option_helps().end(),
                                      [&](const OptionHelp& help) { return help.name == option.long_name; });
      ASSERT_NE(found, option_helps().end()) << option.long_name << " needs a line in completions.cc";
      EXPECT_EQ(option.takes_value, found->value != OptionHelp::Value::None) << option.long_name;
    }
  }
  std::set<std::string> known;
  for (const OptionHelp& help : option_helps()) known.insert(std::string(help.name));
  EXPECT_EQ(options, known);
}

TEST(ShellWords, NeedNoQuoting) {
  for (const OptionHelp& help : option_helps()) {
    EXPECT_EQ(help.meaning.find_first_of("'\\[]:$`"), std::string_view::npos) << help.name;
  }
  for (const VerbHelp& verb : verb_helps()) {
    EXPECT_EQ(verb.meaning.find_first_of("'\\[]:$`"), std::string_view::npos) << verb.name;
  }
}

TEST(ExitCode, IncompleteWinsOverFindings) {
  findings::Outcome outcome;
  EXPECT_EQ(exit_code(outcome, Severity::Warning), ExitCode::Clean);
  outcome.findings.emplace_back().severity = Severity::Warning;
  EXPECT_EQ(exit_code(outcome, Severity::Warning), ExitCode::Findings);
  EXPECT_EQ(exit_code(outcome, Severity::Error), ExitCode::Clean);
  EXPECT_EQ(exit_code(outcome, Severity::Off), ExitCode::Clean);
  outcome.notifications.emplace_back().incomplete = true;
  EXPECT_EQ(exit_code(outcome, Severity::Off), ExitCode::Incomplete);
}

}  // namespace
}  // namespace lockstep::app
