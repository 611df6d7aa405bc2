#pragma once

#include "config/pack.h"
#include "facts/queries.h"
#include "rules/query/pack_query.h"
#include "rules/require/requirement.h"

#include "base/result.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace lockstep::rules {

/// Rule packs, read and understood: nothing in them can be wrong any more. Must outlive what `check` returns, because
/// its rules show the ids that stand here. Move it, do not copy it.
class Packs {
 public:
  /// Reads what the packs say, in their order, or says what is wrong with the first mistake in them.
  static Result<Packs> read(std::vector<config::Pack> packs);

  Packs() = default;
  Packs(Packs&&) = default;
  Packs& operator=(Packs&&) = default;

  std::span<const require::Requirement> requirements() const { return requirements_; }

  /// In the order of their numbers in facts.
  std::span<const PackQuery> queries() const { return queries_; }
  /// The same, ready to run on syntax trees.
  const facts::Queries& compiled_queries() const { return compiled_; }

  /// The kinds of a rule that come from packs: the ids of requirements and queries.
  std::span<const KindInfo> kinds(std::string_view rule) const;

  /// What a kind counts for by the packs; later ones win.
  std::optional<config::Level> level(std::string_view rule, std::string_view kind) const;

  std::span<const config::Pack> files() const { return files_; }

 private:
  std::vector<config::Pack> files_;
  std::vector<require::Requirement> requirements_;
  std::vector<PackQuery> queries_;
  facts::Queries compiled_;
  std::vector<KindInfo> requirement_kinds_;
  std::vector<KindInfo> query_kinds_;
};

}  // namespace lockstep::rules
