// A member of a database's enum that no code ever speaks of, or that is asked for and never written.
//
// `schema.prisma` declares what a column may hold; the program writes and asks for its members by name. When it does so
// with most of them and one stands nowhere else, not even inside of a longer string, no row can hold it by this
// program. Nor can one that stands in conditions only (`in: [State.Sent, State.Edited]`), as long as no other code
// spells the word to make something of it, nothing composes it and no value is let in from outside. Nothing is said of
// a column's default, of members and columns that are explained as old, and of enums that are walked over.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/stored_writes.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinMembers = 3;
constexpr std::size_t kMinOwn = 2;

// Members by convention: what is there before anything is known.
constexpr std::array<std::string_view, 6> kFillers = {"UNKNOWN", "UNSPECIFIED", "OTHER",
                                                      "NONE",    "DEFAULT",     "UNDEFINED"};

using Stored = StoredEnum;
using Member = StoredEnum::Member;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class StoredEnums {
 public:
  StoredEnums(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered),
        findings_(findings),
        discriminants_(gathered.program.models()),
        schema_(read_stored_schema(gathered.program.workspace())),
        enums_(schema_.enums) {}

  void run() {
    if (enums_.empty()) return;
    index_names();
    for (const auto& [name, stored] : enums_) judge(stored);
    find_unwritten_members(gathered_, schema_, findings_);
  }

 private:
  // `Kind.Member`, and enums that are used whole or that something is said to be of.
  void index_names() {
    program::NameSet names(gathered_.program.names());
    program::NameSet enums(gathered_.program.names());
    for (const auto& [name, stored] : enums_) {
      names.insert(name);
      enums.insert(name);
      for (const Member& member : stored.members) names.insert(member.text);
    }
    for (const File& file : gathered_.program.files()) {
      // Few files know any of the enums: a look at the names that a file has saves a walk through its nodes.
      const auto is_enum = [&](program::Name name) { return enums.contains(name); };
      if (!is_own_code(file) || std::ranges::none_of(file.names, is_enum)) continue;
      for (const Node use : program::nodes_of(file, {Kind::Ident, Kind::Member, Kind::TypeName})) {
        if (!names.contains(use)) continue;
        const Node up = use.parent();
        if (use.is(Kind::TypeName)) {
          // `body.state as State`: whatever it is.
          if (enums.contains(use) && is_cast_of_unknown(up)) let_in_.insert(use.text());
          continue;
        }
        if (enums_.contains(use.text()) && up && !up.is(Kind::Member) && !up.is(Kind::Import) &&
            !up.is(Kind::TypeName) && !up.is(Kind::TypeQuery)) {
          whole_.insert(use.text());
        }
        if (use.is(Kind::Member) && use.child(0) && enums_.contains(use.child(0).text()))
          members_[{use.child(0).text(), use.text()}].push_back(use);
      }
    }
  }

  static bool is_cast_of_unknown(const Node& cast) {
    const Node value = cast && cast.is(Kind::Cast) ? program::without_casts(cast) : Node{};
    return value && !value.is(Kind::String) && !value.is(Kind::Object) && !value.is(Kind::Array);
  }

  std::span<const Node> named(const Stored& stored, const Member& member) const {
    const auto found = members_.find({stored.name, member.text});
    return found == members_.end() ? std::span<const Node>{} : std::span<const Node>{found->second};
  }

  bool is_own(const Stored& stored, const Member& member) const {
    if (!named(stored, member).empty()) return true;
    return std::ranges::any_of(gathered_.mentions.of_text(member.text), [&](const Mention& mention) {
      return mention.role != Role::Declared && stored.columns.contains(mention.property);
    });
  }

  // What the code does with a member: `written` where some place makes the value, `asked` where all only ask for it.
  struct Uses {
    bool is_written = false;
    bool may_come = false;  // from a schema, a table that is walked over, or a place that says nothing of the column
    std::vector<Node> asked;
  };
  Uses uses_of(const Stored& stored, const Member& member) const {
    Uses uses;
    std::vector<std::string_view> values;
    for (const Member& one : stored.members) values.push_back(one.text);
    const auto note = [&](const Mention& mention, bool is_named) {
      const Node up = mention.node.parent();
      switch (mention.role) {
        case Role::Produced:
        case Role::Stranded:
          if (up.is(Kind::Index) && up.child(1) == mention.node && !is_target(up)) {
            uses.asked.push_back(mention.node);  // counts[State.Sent]
          } else if (is_named || stored.columns.contains(mention.property)) {
            uses.is_written = true;
          } else {
            uses.may_come = true;
          }
          break;
        case Role::Tested:
          uses.asked.push_back(mention.node);
          break;
        case Role::Handled:
          uses.may_come = uses.may_come || gathered_.tables.offers(mention, values);
          break;
        case Role::Declared:
          uses.may_come = uses.may_come || !(up.is(Kind::TypeLiteral) || mention.node.is(Kind::TypeName));
          break;
      }
    };
    for (const Node& use : named(stored, member)) note(gathered_.mentions.mention_at(use), true);
    for (const Mention& mention : gathered_.mentions.of_text(member.text)) note(mention, false);
    return uses;
  }

  static bool is_target(const Node& index) {
    return index.parent().is(Kind::Assign) && index.parent().child(0) == index;
  }

  // Members that are asked for and that nobody writes, where most others are written.
  void look_for_unwritten(const Stored& stored) {
    if (let_in_.contains(stored.name)) return;
    // A role or a plan is given by hand, in the database; what happens to a row (type, status …) is the program's
    // doing.
    if (!discriminants_.contains(stored.name) || discriminants_.is_catalogue(stored.name)) return;
    std::vector<std::pair<const Member*, std::vector<Node>>> unwritten;
    std::size_t written = 0;
    for (const Member& member : stored.members) {
      Uses uses = uses_of(stored, member);
      std::erase_if(uses.asked, [](const Node& node) { return !is_production(node.file()); });
      const bool is_kept = stored.kept.contains(member.text);
      written += uses.is_written || is_kept ? 1 : 0;
      if (uses.is_written || uses.may_come || is_kept || uses.asked.empty() || is_filler(member.text)) continue;
      if (gathered_.mentions.may_be_composed(member.text) || is_within_text(member.text)) continue;
      if (!gathered_.elsewhere.says(member.text)) unwritten.emplace_back(&member, std::move(uses.asked));
    }
    if (written < kMinOwn || written * 10 < (stored.members.size() - 1) * 6) return;
    for (const auto& [member, asked] : unwritten) report_unwritten(stored, *member, asked, written);
  }

  void report_unwritten(const Stored& stored, const Member& member, const std::vector<Node>& asked,
                        std::size_t written) {
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = {.path = std::string{stored.path}, .span = member.span};
    finding.subject = std::string{stored.name} + ' ' + std::string{member.text};
    finding.message = quoted(member.text) + " of " + std::string{stored.name} + " is asked for in " +
                      std::to_string(asked.size()) + (asked.size() == 1 ? " place" : " places") +
                      " and written nowhere, unlike " + std::to_string(written) + " other members";
    finding.advice = "Write " + quoted(member.text) +
                     " where it should arise, or remove it with the code that asks for it, unless stored rows still "
                     "hold it.";
    for (const Node& node : asked) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "asked for here"});
    }
    give_reason(finding,
                "no place spells or names the value but to ask for it, and no schema, cast or text that is "
                "composed lets it in");
    findings_.push_back(std::move(finding));
  }

  // Whether the word stands in a longer text, which may be a query.
  bool is_within_text(std::string_view word) const {
    const auto is_within = [&](std::string_view text) {
      for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
      }
      return false;
    };
    bool is_found = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      const std::string_view text = gathered_.program.names()[name];
      is_found = is_found || (text.size() > word.size() && is_within(text));
    });
    if (is_found) return true;
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      return std::ranges::any_of(program::nodes_of(file, Kind::Template),
                                 [&](const Node& made) { return is_within(made.text()); });
    });
  }

  // Whether code may speak of the member: a place that makes or lists the word, a longer text that has it, or any use
  // of it in a file that speaks of the enum or of another of its members. Elsewhere (`tagName !== 'BODY'`) it is
  // another.
  bool is_spoken_of(const Stored& stored, std::string_view word) const {
    if (gathered_.mentions.may_be_composed(word) || gathered_.elsewhere.says(word)) return true;
    const auto is_made = [](const Mention& mention) { return mention.role != Role::Tested; };
    if (std::ranges::any_of(gathered_.mentions.of_text(word), is_made)) return true;
    bool is_found = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      const std::string_view text = gathered_.program.names()[name];
      is_found = is_found || (text.size() > word.size() && text.find(word) != std::string_view::npos);
    });
    if (is_found) return true;
    const auto name = gathered_.program.names().find(word);
    std::set<program::Name> kin;
    if (const auto owner = gathered_.program.names().find(stored.name)) kin.insert(*owner);
    for (const Member& member : stored.members) {
      const auto other = gathered_.program.names().find(member.text);
      if (member.text != word && other) kin.insert(*other);
    }
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      const bool has_word = name && std::ranges::find(file.names, *name) != file.names.end();
      if (has_word && std::ranges::any_of(file.names, [&](program::Name one) { return kin.contains(one); }))
        return true;
      return std::ranges::any_of(program::nodes_of(file, Kind::Template),
                                 [&](const Node& made) { return made.text().find(word) != std::string_view::npos; });
    });
  }

  void judge(const Stored& stored) {
    if (stored.members.size() < kMinMembers || stored.columns.empty() || whole_.contains(stored.name) ||
        schema_.twice.contains(stored.name)) {
      return;
    }
    look_for_unwritten(stored);
    std::vector<const Member*> silent;
    std::size_t own = 0;
    for (const Member& member : stored.members) {
      if (is_own(stored, member)) {
        ++own;
      } else if (!stored.kept.contains(member.text) && !is_filler(member.text)) {
        silent.push_back(&member);
      }
    }
    if (own < kMinOwn || own <= silent.size()) return;
    std::erase_if(silent, [&](const Member* member) { return is_spoken_of(stored, member->text); });
    if (!silent.empty()) report(stored, silent, own);
  }

  static bool is_filler(std::string_view member) {
    return std::ranges::any_of(kFillers, [&](std::string_view filler) { return member.ends_with(filler); });
  }

  void report(const Stored& stored, const std::vector<const Member*>& silent, std::size_t own) {
    const bool is_one = silent.size() == 1;
    std::vector<std::string_view> texts;
    for (const Member* member : silent) texts.push_back(member->text);
    Finding finding;
    finding.kind = "unused";
    finding.severity = Severity::Note;
    finding.where = {.path = std::string{stored.path}, .span = silent.front()->span};
    finding.subject = std::string{stored.name};
    for (const std::string_view text : texts) finding.subject += ' ' + std::string{text};
    finding.message = listed(texts) + " of " + std::string{stored.name} + (is_one ? " is" : " are") +
                      " declared for the database and mentioned nowhere else, unlike " + std::to_string(own) +
                      " other members";
    finding.advice =
        is_one ? "Write the member where it was meant, or remove it with a migration, unless stored rows still hold it."
               : "Write these members where they were meant, or remove them with a migration, unless stored rows still "
                 "hold them.";
    for (std::size_t i = 1; i < silent.size() && i <= kMaxRelated; ++i) {
      Related& other = finding.related.emplace_back();
      other.place.path = stored.path;
      other.place.span = silent[i]->span;
      other.text = "mentioned nowhere else either";
    }
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  StoredSchema schema_;
  const std::map<std::string_view, Stored>& enums_;
  std::set<std::string_view> whole_;
  std::set<std::string_view> let_in_;  // something that nobody can follow is said to be of them
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Node>> members_;  // by the name before the dot
};

}  // namespace

void find_silent_members(const Gathered& gathered, std::vector<Finding>& findings) {
  StoredEnums{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
