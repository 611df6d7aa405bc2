#pragma once

#include "rules/rule.h"

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

/// What a function does about the values of something that it tells apart.
namespace lockstep::rules::require {

/// What is told apart: the property of a type, as in `node.kind`.
struct Subject {
  NodeRef owner;
  std::string_view word;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};
/// Nothing where the type is not known.
std::optional<Subject> subject_of(const Program& program, const Node& asked, int depth = 0);

/// Where one thing is compared with a value: in a case, or by an operator (each side may be the value then).
struct Asked {
  Node subject;
  Node value;
};
std::vector<Asked> questions_in(const Node& within);

/// The branches of a function, and of those that it leaves some to: cases, comparisons, entries of tables and lists.
class Branches {
 public:
  explicit Branches(const Program& program) : program_(program) {}

  void add(const Node& function, int depth = 0);

  bool has(std::string_view value) const { return values_.contains(value); }
  bool is_empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }

  /// A lookup of what is told apart in something that cannot be read; null where there is none.
  Node unread(const std::optional<Subject>& subject) const;
  /// What most of the branches tell apart, counting those of a list that is named.
  std::optional<Subject> subject(const std::set<std::string_view>& listed) const;

 private:
  void add(std::string_view value, const std::optional<Subject>& subject);
  void add_values(const Node& spelled, const Node& asked);
  void add_table(const Node& table, const Node& asked);
  void add_lookup(const Node& call);
  std::vector<Node> keys_put_into(const Node& map) const;
  bool add_of_handlers(const Node& key, const Node& asked);
  Node table_of(const Node& name) const;

  const Program& program_;
  std::set<NodeRef> seen_;
  std::set<std::string_view> values_;
  std::map<Subject, std::set<std::string_view>> by_subject_;
  std::vector<std::pair<Subject, Node>> unread_;
};

}  // namespace lockstep::rules::require
