#pragma once

#include "rules/rule.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

/// By what names rows go: the class of an entity, and the table that it stands for.
namespace lockstep::rules {

/// `@Entity("accounts") class User`, `User.init({…}, { tableName: "accounts" })`, `const users = pgTable("accounts",
/// …)`.
class Entities {
 public:
  explicit Entities(const Program& program);

  /// All words for the same rows, comparable as by `effects::subject_of`.
  std::set<std::string> names_of(std::string_view word) const;
  /// Whether two words stand for the same rows.
  bool are_same(std::string_view one, std::string_view other) const;

 private:
  void add(std::string_view word, std::string_view other);

  std::map<std::string, std::set<std::string>> others_;
};

}  // namespace lockstep::rules
