// A value that is asked for in another spelling than it has.
//
// `case 'Number': … case 'Date': … case 'email':`, where the enum says `'Email'`: nearly all that is asked for are
// members of one enum, and one text differs from a member in nothing but capitals or separators. No type says that the
// two belong together, or the compiler had complained; the neighbours do.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinKnown = 3;  // cases that are members

// Letters and digits in lower case.
std::string bare(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      letters += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      letters += c;
    }
  }
  return letters;
}

Node owner_of(const Node& member) {
  return member.is(Kind::EnumMember) || member.is(Kind::Property) ? member.parent() : Node{};
}

class Misspelled {
 public:
  Misspelled(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.cases.size() > kMinKnown && is_production(dispatcher.node.file())) look_at(dispatcher);
    }
  }

 private:
  void look_at(const Dispatcher& dispatcher) {
    std::map<NodeRef, std::size_t> owners;  // how many of the cases each spells
    for (const Dispatcher::Case& one : dispatcher.cases) {
      std::set<NodeRef> of_case;
      for (const Node& member : gathered_.mentions.members_spelling(one.text)) {
        if (const Node owner = owner_of(member)) of_case.insert(owner.ref());
      }
      for (const NodeRef& owner : of_case) ++owners[owner];
    }
    for (const auto& [owner, known] : owners) {
      const std::size_t strays = dispatcher.cases.size() - known;
      if (known < kMinKnown || strays == 0 || known < strays * 3) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) compare(dispatcher, one, gathered_.program[owner], known);
    }
  }

  static std::string_view text_of(const Node& member) {
    const Node value = program::without_casts(program::value_of(member));
    return value && value.is(Kind::String) ? value.text() : std::string_view{};
  }

  void compare(const Dispatcher& dispatcher, const Dispatcher::Case& one, const Node& owner, std::size_t known) {
    if (!one.test.is(Kind::String)) return;
    const std::string letters = bare(one.text);
    Node meant;
    for (const Node& member : owner.children()) {
      const std::string_view text = text_of(member);
      if (text == one.text) return;
      if (!text.empty() && bare(text) == letters && !dispatcher.handles(text)) meant = member;
    }
    if (meant && !letters.empty() && !is_spelled_elsewhere(one.text) && reported_.insert(one.test.ref()).second)
      report(dispatcher, one, meant, known);
  }

  // Whether the spelling is somebody's own: declared or written as it is, or part of an address.
  bool is_spelled_elsewhere(std::string_view text) const {
    const auto mentions = gathered_.mentions.of_text(text);
    if (std::ranges::any_of(mentions, [](const Mention& mention) { return mention.role != Role::Tested; })) return true;
    if (gathered_.mentions.may_be_composed(text) || gathered_.elsewhere.says(text)) return true;
    const std::string part = '/' + std::string{text};
    bool is_part = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      is_part = is_part || gathered_.program.names()[name].find(part) != std::string_view::npos;
    });
    return is_part || std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
             return std::ranges::any_of(program::nodes_of(file, Kind::Template), [&](const Node& made) {
               return made.text().find(part) != std::string_view::npos;
             });
           });
  }

  void report(const Dispatcher& dispatcher, const Dispatcher::Case& one, const Node& meant, std::size_t known) {
    const Node function = one.test.enclosing_function();
    const std::string spelled = quoted(text_of(meant));
    Finding finding;
    finding.kind = "undeclared";
    finding.severity = Severity::Error;
    finding.where = place_of(one.test);
    finding.subject = std::string{dispatcher.subject.property} + ' ' + std::string{one.text} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(one.text) + " is asked for here, but it is spelled " + spelled + " where " +
                      std::to_string(known) + " other values that are asked for here are declared";
    finding.advice = "Write " + spelled + ", best by the constant, or remove what waits for " + quoted(one.text) + '.';
    finding.related.push_back({place_of(meant), "declared here"});
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<NodeRef> reported_;
};

}  // namespace

void find_misspelled(const Gathered& gathered, std::vector<Finding>& findings) { Misspelled{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
