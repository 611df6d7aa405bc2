// A value of a family that a dispatcher over plain strings forgot.
//
// `if (entry.type === 'ORDER_NOTE') … else if (entry.type === 'ORDER_PAID') …; return null`: the type of the property
// says no more than `string`, but every text that is asked for is a member of one enum, and they share their first
// words. Then the other members that begin so are of the family, too, and one that the program makes and this place
// does not know gets lost. Only places that give up (`return null`) are looked at, and only where nearly all of a
// family is known.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinCases = 6;
constexpr std::size_t kMinPrefix = 3;
constexpr std::size_t kMaxForgotten = 2;

class Families {
 public:
  Families(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      const bool gives_up = dispatcher.otherwise == Otherwise::Swallows &&
                            dispatcher.ending.find("return ") != std::string::npos && dispatcher.is_complete;
      if (gives_up && !dispatcher.subject.domain && !dispatcher.is_registry && dispatcher.cases.size() >= kMinCases &&
          is_production(dispatcher.node.file()))
        look_at(dispatcher);
    }
  }

 private:
  // The enums that spell every case: an enum and its generated twins.
  std::set<NodeRef> owners_of(const Dispatcher& dispatcher) const {
    std::set<NodeRef> owners;
    bool is_first = true;
    for (const Dispatcher::Case& one : dispatcher.cases) {
      std::set<NodeRef> of_case;
      for (const Node& member : gathered_.mentions.members_spelling(one.text)) {
        if (member.is(Kind::EnumMember)) of_case.insert(member.parent().ref());
      }
      if (!is_first) std::erase_if(of_case, [&](const NodeRef& owner) { return !owners.contains(owner); });
      owners = std::move(of_case);
      is_first = false;
      if (owners.empty()) break;
    }
    return owners;
  }

  void look_at(const Dispatcher& dispatcher) {
    const std::set<NodeRef> owners = owners_of(dispatcher);
    const std::string_view prefix = owners.empty() ? std::string_view{} : prefix_of(dispatcher);
    if (prefix.size() < kMinPrefix) return;
    std::map<std::string_view, std::vector<Node>> forgotten;  // with the members that stand for it
    std::set<std::string_view> known;
    for (const Dispatcher::Case& one : dispatcher.cases) known.insert(one.text);
    for (const NodeRef owner : owners) {
      for (const Node& member : gathered_.program[owner].children()) {
        const Node value = member.is(Kind::EnumMember) ? program::without_casts(program::value_of(member)) : Node{};
        if (value && value.is(Kind::String) && value.text().starts_with(prefix) && !known.contains(value.text()))
          forgotten[value.text()].push_back(member);
      }
    }
    if (forgotten.empty() || forgotten.size() > kMaxForgotten ||
        known.size() * 4 < (known.size() + forgotten.size()) * 3)
      return;
    for (const auto& [text, members] : forgotten) {
      const std::vector<Node> made = makers_of(text, members);
      if (!made.empty() && !is_tested_beside(dispatcher, text)) report(dispatcher, text, members, made);
    }
  }

  std::vector<Node> makers_of(std::string_view text, const std::vector<Node>& members) const {
    std::vector<Node> made;
    const auto add = [&](const Mention& mention) {
      if (mention.role == Role::Produced && is_production(mention.node.file())) made.push_back(mention.node);
    };
    for (const Node& member : members) std::ranges::for_each(gathered_.mentions.of_member(member), add);
    std::ranges::for_each(gathered_.mentions.of_text(text), add);
    return made;
  }

  bool is_tested_beside(const Dispatcher& dispatcher, std::string_view text) const {
    const Node function = whole_function(dispatcher.node);
    return std::ranges::any_of(
        gathered_.tests, [&](const Test& test) { return test.text == text && whole_function(test.node) == function; });
  }

  void report(const Dispatcher& dispatcher, std::string_view text, const std::vector<Node>& members,
              const std::vector<Node>& made) {
    const std::string owner{members.front().parent().text()};
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = head_of(dispatcher);
    finding.subject = subject_of(gathered_, dispatcher, text);
    finding.message = quoted(text) + " of " + owner + " is not handled here, where " +
                      std::to_string(dispatcher.cases.size()) + " others that begin alike are: " + dispatcher.ending +
                      ", so it is swallowed silently";
    finding.advice = "Add a case for " + quoted(text) + ", or stop making it.";
    finding.related.push_back({place_of(members.front()), "declared here"});
    for (const Node& node : made) {
      if (finding.related.size() == kMaxRelated) break;
      finding.related.push_back({place_of(node), "produced here"});
    }
    give_reason(finding, "all that is asked for here are members of " + owner, members.front().parent());
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
};

}  // namespace

void find_forgotten_kin(const Gathered& gathered, std::vector<Finding>& findings) {
  Families{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
