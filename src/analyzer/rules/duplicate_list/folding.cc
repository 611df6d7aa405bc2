#include "rules/duplicate_list/folding.h"

#include "rules/duplicate_list/traits.h"
#include "rules/duplicate_list/trifles.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace lockstep::rules {
namespace {

/// An enum in code beside the same one in the database's schema: a layer between the two, often on purpose.
bool mirrors_schema(const Copy& copy, const std::vector<Candidate>& candidates) {
  return candidates[copy.copy].list->shape == Shape::Enum && candidates[copy.owner].list->shape == Shape::Prisma &&
         copy.relation.likeness == Likeness::Equal;
}

/// Nearly all that is declared in one file is declared in another of its name.
bool is_file_again(const File& a, const File& b) {
  constexpr std::size_t kFew = 8;
  const auto name_of = [](const File& file) { return std::string_view(file.path).substr(file.path.rfind('/') + 1); };
  if (name_of(a) != name_of(b)) return false;
  const auto declared = [](const File& file) {
    std::vector<std::string_view> names;
    for (const facts::Binding& binding : file.facts.bindings) names.push_back(file.facts.text(binding.name));
    std::sort(names.begin(), names.end());
    return names;
  };
  const std::vector<std::string_view> own = declared(a);
  const std::vector<std::string_view> others = declared(b);
  std::vector<std::string_view> shared;
  std::set_intersection(own.begin(), own.end(), others.begin(), others.end(), std::back_inserter(shared));
  return shared.size() >= kFew && shared.size() * 10 >= std::max(own.size(), others.size()) * 9;
}

void speak_for(Copy& speaker, Copy& copy) {
  copy.is_folded = true;
  speaker.repeats.push_back(copy.copy);
  speaker.repeats.insert(speaker.repeats.end(), copy.repeats.begin(), copy.repeats.end());
}

class Folding {
 public:
  Folding(std::vector<Copy>& copies, const std::vector<Candidate>& candidates, const Owners& owners)
      : copies_(copies), candidates_(candidates), owners_(owners) {}

  void run() {
    fold_repeats();
    fold_files();
    fold_packages();
    for (Copy& copy : copies_) copy.is_folded = copy.is_folded || is_trifle(copy, candidates_, owners_);
  }

 private:
  using Values = std::vector<std::string_view>;

  const ValueList& list(std::size_t index) const { return *candidates_[index].list; }
  const Values& values(const Copy& copy) const { return candidates_[copy.copy].values; }
  std::uint32_t package_of(std::size_t index) const {
    const Node& node = list(index).node;  // none in a Prisma schema
    return node ? node.file().package_id : facts::kNone;
  }

  /// One list several times in a file, whatever it is a copy of there, and one type in the signatures of many files.
  void fold_repeats() {
    std::map<std::pair<std::string_view, Values>, Copy*> by_file;
    std::map<std::pair<std::size_t, Values>, Copy*> by_owner;
    const auto fold = [](Copy& copy, auto& known, auto key) {
      const auto [entry, is_first] = known.try_emplace(std::move(key), &copy);
      if (!is_first) speak_for(*entry->second, copy);
    };
    for (Copy& copy : copies_) {
      fold(copy, by_file, std::pair(list(copy.copy).path, values(copy)));
      const bool is_everywhere = is_anonymous_type(list(copy.copy)) || is_field(list(copy.copy));
      if (!copy.is_folded && is_everywhere) fold(copy, by_owner, std::pair(copy.owner, values(copy)));
    }
  }

  /// A file that was copied as a whole is one cause, and so is a package of values beside one of types.
  void fold_files() {
    constexpr std::size_t kMany = 3;
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Copy*>> pairs;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Copy*>> apart;  // by package
    for (Copy& copy : copies_) {
      if (copy.is_folded || copy.relation.likeness != Likeness::Equal) continue;
      if (mirrors_schema(copy, candidates_)) {
        pairs[{list(copy.owner).path, "enums"}].push_back(&copy);
        continue;
      }
      if (owners_.are_kept_apart(list(copy.copy), list(copy.owner))) {
        apart[{package_of(copy.copy), package_of(copy.owner)}].push_back(&copy);
        continue;
      }
      if (list(copy.copy).path != list(copy.owner).path)
        pairs[{list(copy.copy).path, list(copy.owner).path}].push_back(&copy);
    }
    for (auto& [paths, all] : pairs) {
      const ValueList& one = list(all.front()->copy);
      const ValueList& other = list(all.front()->owner);
      all.front()->is_file =
          one.node && other.node && one.path != other.path && is_file_again(one.node.file(), other.node.file());
      if (all.size() < kMany && !all.front()->is_file) continue;
      all.front()->more = all.size() - 1;
      for (std::size_t i = 1; i < all.size(); ++i) speak_for(*all.front(), *all[i]);
    }
    for (auto& [packages, all] : apart) {
      all.front()->more_apart = all.size() - 1;
      for (std::size_t i = 1; i < all.size(); ++i) speak_for(*all.front(), *all[i]);
    }
  }

  /// What the files of one package copied from one place is mended with one import in each, and what nobody may import
  /// yet with one move, whoever wrote it again.
  void fold_packages() {
    constexpr std::uint32_t kNowhere = facts::kNone - 1;
    std::map<std::tuple<std::size_t, std::uint32_t, Values>, std::vector<Copy*>> groups;
    for (Copy& copy : copies_) {
      if (copy.is_folded) continue;
      const bool is_in_reach = owners_.can_import(list(copy.copy), list(copy.owner));
      // What drifted in the same way did so once.
      const Values drifted = copy.relation.likeness == Likeness::Equal ? Values{} : values(copy);
      groups[{copy.owner, is_in_reach ? package_of(copy.copy) : kNowhere, drifted}].push_back(&copy);
    }
    for (auto& [key, all] : groups) {
      // What is more than a note speaks for the others.
      const auto speaker = std::find_if(all.begin(), all.end(), [&](const Copy* copy) {
        return severity_of(*copy, candidates_, owners_) != Severity::Note;
      });
      Copy& first = speaker == all.end() ? *all.front() : **speaker;
      for (Copy* copy : all) {
        if (copy != &first) speak_for(first, *copy);
      }
    }
  }

  std::vector<Copy>& copies_;
  const std::vector<Candidate>& candidates_;
  const Owners& owners_;
};

}  // namespace

namespace {

/// `const LABELS = { open: …, closed: … }` without a type: the compiler refuses to look up in it what it has no key
/// for.
bool is_table_of_the_compiler(const ValueList& list) {
  if (list.shape != Shape::ObjectKeys || !list.holder_node || program::type_annotation(list.holder_node)) return false;
  return list.path.ends_with(".ts") || list.path.ends_with(".tsx");
}

}  // namespace

Severity severity_of(const Copy& of, const std::vector<Candidate>& candidates, const Owners& owners) {
  const ValueList& copy = *candidates[of.copy].list;
  const ValueList& original = *candidates[of.owner].list;
  const Relation& relation = of.relation;
  if (relation.likeness != Likeness::Equal && !relation.is_spelled_part) {
    // One name for two types is a mistake for certain where each has what the other lacks and one could import the
    // other. What a page, a client or an older layer knows less of, or more, was mostly decided. A list of values is
    // another matter: whoever runs through it passes over what is missing.
    const bool is_choice = relation.likeness == Likeness::Part || owners.share_nothing(copy, original);
    const bool are_types = copy.holder == Holder::TypeName && original.holder == Holder::TypeName;
    if (is_declared_twice(copy, original) && is_choice && are_types) return Severity::Warning;
    return relation.surety == Relation::Surety::Likely ? Severity::Warning : Severity::Off;
  }
  if (relation.is_weak || mirrors_schema(of, candidates) || owners.are_kept_apart(copy, original))
    return Severity::Note;
  const auto is_everyone = [&](const auto& test) {
    return test(copy) && std::all_of(of.repeats.begin(), of.repeats.end(),
                                     [&](std::size_t repeat) { return test(*candidates[repeat].list); });
  };
  if (is_everyone([&](const ValueList& list) { return owners.is_unused(list); })) return Severity::Note;
  // Nor can what lies below the database's package take its enums.
  if (original.shape == Shape::Prisma && !owners.can_import(copy, original)) return Severity::Note;
  // Whoever has both would have to make a package first, for the sake of one list.
  if (owners.share_nothing(copy, original)) return Severity::Note;
  // What flows from one signature to the other is compared by the compiler, and what is asserted does nothing.
  if (is_anonymous_type(copy) && is_anonymous_type(original) && of.repeats.size() < 3) return Severity::Note;
  if (is_everyone(is_cast)) return Severity::Note;
  if (is_anonymous_type(copy) && original.is_type() && of.repeats.empty() && owners.can_import(copy, original)) {
    return Severity::Note;
  }
  if (is_table_of_the_compiler(copy) && !original.is_handling()) return Severity::Note;
  // A menu over a type has labels of its own; what is missing there is an entry.
  return is_menu(copy) && (original.is_type() || original.shape == Shape::Schema) ? Severity::Note : Severity::Off;
}

void fold(std::vector<Copy>& copies, const std::vector<Candidate>& candidates, const Owners& owners) {
  Folding(copies, candidates, owners).run();
}

}  // namespace lockstep::rules
