// A member of a database's enum that no code ever speaks of.
//
// `schema.prisma` declares what a column may hold; the program writes and asks for its members by name. When it does so
// with most of them and one stands nowhere else, not even inside of a longer string, no row can hold it by this
// program. Nothing is said of a column's default, of members and columns that are explained as old, and of enums that
// are walked over.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
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

struct Member {
  std::string_view text;
  Span span;
};

struct Stored {
  std::string_view path;
  std::string_view name;
  std::vector<Member> members;
  std::set<std::string_view> columns;
  std::set<std::string_view> kept;  // defaults, and members that say that they are old
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The words before a comment, in order.
std::vector<std::string_view> words_of_line(std::string_view line) {
  line = line.substr(0, line.find("//"));
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && is_word(line[end])) ++end;
    if (end > at) words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool says_that_it_is_old(std::string_view line) {
  const std::size_t comment = line.find("//");
  if (comment == std::string_view::npos) return false;
  for (const std::string_view word : {"deprecat", "Deprecat", "DEPRECAT", "legacy", "Legacy", " unused", " Unused",
                                      "obsolete", "Obsolete", "no longer", "reserved", "Reserved", "TODO", "future"}) {
    if (line.find(word, comment) != std::string_view::npos) return true;
  }
  return false;
}

class StoredEnums {
 public:
  StoredEnums(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    const workspace::Workspace& workspace = gathered_.program.workspace();
    std::vector<std::string> texts;  // views point into them
    const auto paths = workspace.prisma_schemas();
    texts.reserve(paths.size());
    for (const std::string& path : paths) {
      texts.push_back(workspace.read(path).text);
      read_enums(path, texts.back());
    }
    if (enums_.empty()) return;
    for (const std::string& text : texts) read_columns(text);
    index_names();
    for (const auto& [name, stored] : enums_) judge(stored);
  }

 private:
  template <class Visit>
  static void each_line(std::string_view text, Visit visit) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      visit(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  void read_enums(std::string_view path, std::string_view text) {
    Stored* open = nullptr;
    bool is_old = false;
    each_line(text, [&](std::string_view line) {
      const std::vector<std::string_view> words = words_of_line(line);
      if (open == nullptr) {
        if (words.size() == 2 && words[0] == "enum") {
          // Two databases with one name for an enum: nobody can tell whose a member is.
          const auto [entry, is_new] = enums_.try_emplace(words[1]);
          if (!is_new) twice_.insert(words[1]);
          open = &entry->second;
          open->path = path;
          open->name = words[1];
        }
      } else if (words.empty()) {
        is_old = is_old || says_that_it_is_old(line);
        if (line.find('}') != std::string_view::npos) open = nullptr;
      } else {
        const auto begin = static_cast<std::uint32_t>(words[0].data() - text.data());
        open->members.push_back({words[0], {begin, begin + static_cast<std::uint32_t>(words[0].size())}});
        // What is stored under another name may be spoken of by that name.
        if (is_old || says_that_it_is_old(line) || line.find('@') != std::string_view::npos)
          open->kept.insert(words[0]);
        is_old = false;
      }
    });
  }

  void read_columns(std::string_view text) {
    each_line(text, [&](std::string_view line) {
      const std::vector<std::string_view> words = words_of_line(line);
      if (says_that_it_is_old(line)) return;
      const auto typed = words.size() >= 2 ? enums_.find(words[1]) : enums_.end();
      if (typed == enums_.end()) return;
      typed->second.columns.insert(words[0]);
      for (std::size_t i = 2; i < words.size(); ++i) typed->second.kept.insert(words[i]);
    });
  }

  // `Kind.Member`, and enums that are used whole.
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
      for (const Node use : program::nodes_of(file, {Kind::Ident, Kind::Member})) {
        if (!names.contains(use)) continue;
        const Node up = use.parent();
        if (enums_.contains(use.text()) && up && !up.is(Kind::Member) && !up.is(Kind::Import) &&
            !up.is(Kind::TypeName) && !up.is(Kind::TypeQuery)) {
          whole_.insert(use.text());
        }
        if (use.is(Kind::Member) && use.child(0)) members_.emplace(use.child(0).text(), use.text());
      }
    }
  }

  bool is_own(const Stored& stored, const Member& member) const {
    if (members_.contains({stored.name, member.text})) return true;
    return std::ranges::any_of(gathered_.mentions.of_text(member.text), [&](const Mention& mention) {
      return mention.role != Role::Declared && stored.columns.contains(mention.property);
    });
  }

  // Whether the word stands anywhere in code: as a name, a string, or in the middle of one.
  bool is_spoken_of(std::string_view word) const {
    if (gathered_.program.names().find(word) || gathered_.mentions.may_be_composed(word)) return true;
    if (gathered_.elsewhere.says(word)) return true;
    bool is_found = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      is_found = is_found || gathered_.program.names()[name].find(word) != std::string_view::npos;
    });
    if (is_found) return true;
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      return std::ranges::any_of(program::nodes_of(file, Kind::Template),
                                 [&](const Node& made) { return made.text().find(word) != std::string_view::npos; });
    });
  }

  void judge(const Stored& stored) {
    if (stored.members.size() < kMinMembers || stored.columns.empty() || whole_.contains(stored.name) ||
        twice_.contains(stored.name)) {
      return;
    }
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
    std::erase_if(silent, [&](const Member* member) { return is_spoken_of(member->text); });
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
  std::map<std::string_view, Stored> enums_;
  std::set<std::string_view> twice_;
  std::set<std::string_view> whole_;
  std::set<std::pair<std::string_view, std::string_view>> members_;  // by the name before the dot
};

}  // namespace

void find_silent_members(const Gathered& gathered, std::vector<Finding>& findings) {
  StoredEnums{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
