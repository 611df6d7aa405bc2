// Domains: who declares them, who copies them, who makes their values and who takes them apart.

#include "rules/inventory/parts.h"
#include "rules/inventory/spots.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

using findings::KnownDomain;
using variants::Dispatcher;
using variants::Domain;
using variants::Mention;

class Collecting {
 public:
  Collecting(const Program& program, const variants::Gathered& gathered) : program_(program), gathered_(gathered) {}

  void take_apart() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!dispatcher.subject.domain || !is_production(dispatcher.node.file())) continue;
      add_handler(of(*dispatcher.subject.domain, dispatcher.subject.property), dispatcher);
    }
  }

  /// A finding about copies has the owner in the first row of its matrix, and the copies in the others.
  void add_copies(const Finding& finding) {
    if (!finding.matrix || finding.matrix->rows.size() < 2) return;
    const Matrix& matrix = *finding.matrix;
    const auto has = [&](std::size_t row, std::size_t column) {
      return matrix.cells[row * matrix.columns.size() + column];
    };
    KnownDomain& domain = at(matrix.rows.front().place, matrix.rows.front().label);
    if (domain.values.empty()) {
      for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
        if (has(0, i)) domain.values.push_back({.text = matrix.columns[i], .producers = {}, .handlers = {}});
      }
    }
    for (std::size_t row = 1; row < matrix.rows.size(); ++row) {
      const Matrix::Row& copied = matrix.rows[row];
      const auto is_known = [&](const KnownDomain::Copy& copy) { return copy.where.place == copied.place; };
      if (std::any_of(domain.copies.begin(), domain.copies.end(), is_known)) continue;
      KnownDomain::Copy copy{.where = {.label = copied.label, .place = copied.place}, .missing = {}, .extra = {}};
      for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
        if (has(0, i) && !has(row, i)) copy.missing.push_back(matrix.columns[i]);
        if (!has(0, i) && has(row, i)) copy.extra.push_back(matrix.columns[i]);
      }
      domain.copies.push_back(std::move(copy));
    }
  }

  std::vector<KnownDomain> take() {
    std::vector<KnownDomain> all;
    for (auto& [place, domain] : domains_) all.push_back(std::move(domain));
    return all;
  }
  bool knows(const Place& place) const { return domains_.contains(place); }

 private:
  KnownDomain& at(const Place& place, const std::string& label) {
    const auto [entry, is_new] = domains_.try_emplace(place);
    if (is_new) entry->second.owner = {.label = label, .place = place};
    return entry->second;
  }

  KnownDomain& of(const Domain& domain, std::string_view property) {
    Node owner = domain.variants.front().declaration.parent();
    while (owner && (owner.is(Kind::TypeLiteral) || owner.is(Kind::TypeUnion))) owner = owner.parent();
    const bool has_name = owner && (owner.is(Kind::Enum) || owner.is(Kind::TypeAlias));
    KnownDomain& known = at(place_of(has_name ? owner : domain.declaration), domain.name);
    if (!known.values.empty()) return known;
    for (const Domain::Variant& variant : domain.variants) {
      known.values.push_back({.text = std::string(variant.text), .producers = {}, .handlers = {}});
      for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) produce(mention, known);
      // A plain string may belong to any domain; the field that it is written to tells.
      for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
        if (mention.property == property) produce(mention, known);
      }
    }
    return known;
  }

  void produce(const Mention& mention, KnownDomain& domain) const {
    if (mention.role != variants::Role::Produced || !is_production(mention.node.file())) return;
    add_once(add_spot(spot_of(program_, mention.node), domain.producers), domain.values.back().producers);
  }

  void add_handler(KnownDomain& domain, const Dispatcher& dispatcher) const {
    const std::size_t handler = add_spot(spot_of(program_, dispatcher.place), domain.handlers);
    for (KnownDomain::Variant& variant : domain.values) {
      if (dispatcher.handles(variant.text)) add_once(handler, variant.handlers);
    }
  }

  static void add_once(std::size_t index, std::vector<std::size_t>& indices) {
    if (std::find(indices.begin(), indices.end(), index) == indices.end()) indices.push_back(index);
  }

  const Program& program_;
  const variants::Gathered& gathered_;
  std::map<Place, KnownDomain> domains_;  // by owner
};

}  // namespace

void add_domains(const Program& program, const Shared& shared, std::span<const Finding> found,
                 findings::Inventory& inventory) {
  const variants::Mentions mentions{program, shared};
  variants::Domains domains{program};
  const variants::Gathered gathered = variants::gather(program, shared, mentions, domains);
  Collecting collecting(program, gathered);
  collecting.take_apart();
  for (const Finding& finding : found) {
    if (finding.rule == "duplicate-list") collecting.add_copies(finding);
  }
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    for (const Node declared : program::nodes_of(file, Kind::Enum)) {
      if (!collecting.knows(place_of(declared))) ++inventory.other_domains;
    }
  }
  inventory.domains = collecting.take();
  inventory.channels = variants::known_channels(gathered);
}

}  // namespace lockstep::rules
