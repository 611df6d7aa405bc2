#include "rules/packs.h"

#include "base/nearest.h"
#include "rules/pack_words.h"
#include "rules/require/kinds.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace lockstep::rules {
namespace {

using findings::Priority;
using json::Reader;
using require::Requirement;

constexpr std::string_view kPriorities[] = {"must-have", "nice-to-have", "constraint"};

Result<require::Demand> read_demand(const json::Document& document, const json::Value& value) {
  Reader reader{document, value};
  const std::string_view name = reader.string("kind");
  std::vector<std::string_view> names;
  require::Demand demand;
  bool is_known = name.empty();
  for (const require::DemandKind* kind : require::all_kinds()) {
    names.push_back(kind->name);
    if (kind->name != name) continue;
    is_known = true;
    demand = kind->read(reader);
  }
  if (!is_known) {
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) {
      for (const std::string_view known : names) hint += (hint.empty() ? "kinds: " : ", ") + std::string(known);
    }
    // Of its other keys nothing can be said.
    return document.error(reader.value("kind")->where(), "there is no kind \"" + std::string(name) + "\"",
                          std::move(hint));
  }
  if (const Status status = reader.finish(); !status) return status.error();
  return demand;
}

Result<Requirement> read_requirement(const config::Pack& pack, const json::Value& value) {
  const json::Document& document = pack.document;
  Reader reader{document, value};
  Requirement requirement{.pack = pack.name};
  read_id(reader, requirement.id);
  requirement.area = reader.string("area", "");
  requirement.title = reader.string("title");
  requirement.reason = reader.string("reason", "");
  requirement.advice = reader.string("advice", "");
  requirement.priority = static_cast<Priority>(read_word(reader, "priority", kPriorities));
  requirement.severity = read_severity(reader, Severity::Error);
  const json::Value* demands = reader.value("require");
  if (demands == nullptr) {
    reader.string("require");  // says that it is missing
  } else if (!demands->is_object() && (!demands->is_array() || demands->items().empty())) {
    reader.reject(demands->where(), "\"require\" must be an object with a \"kind\", or a list of such",
                  "for example { \"kind\": \"absent\", \"what\": \"dependency\", \"name\": \"moment\" }");
  }
  if (const Status status = reader.finish(); !status) return status.error();
  if (demands->is_object()) {
    auto demand = read_demand(document, *demands);
    if (!demand) return demand.error();
    requirement.demands.push_back(*std::move(demand));
  }
  for (const json::Value& item : demands->items()) {
    auto demand = read_demand(document, item);
    if (!demand) return demand.error();
    requirement.demands.push_back(*std::move(demand));
  }
  return requirement;
}

std::span<const json::Value> items_of(const json::Value* list) {
  return list == nullptr ? std::span<const json::Value>{} : list->items();
}

}  // namespace

Result<Packs> Packs::read(std::vector<config::Pack> packs) {
  Packs made;
  made.files_ = std::move(packs);
  std::map<std::string, std::string> known;  // id: pack
  const auto claim = [&](const config::Pack& pack, const json::Value& value, const std::string& id) -> Status {
    const auto [first, is_new] = known.try_emplace(id, pack.name);
    if (is_new) return Done{};
    return pack.document.error(value.find("id")->where(),
                               "the id \"" + id + "\" is taken already, in the pack \"" + first->second + "\"",
                               "ids are what configuration and suppressions name, so each is used once");
  };
  for (const config::Pack& pack : made.files_) {
    for (const json::Value& value : items_of(pack.requirements())) {
      auto requirement = read_requirement(pack, value);
      if (!requirement) return requirement.error();
      if (const Status status = claim(pack, value, requirement->id); !status) return status.error();
      made.requirements_.push_back(*std::move(requirement));
    }
    for (const json::Value& value : items_of(pack.queries())) {
      auto query = read_query(pack, value, made.compiled_);
      if (!query) return query.error();
      if (const Status status = claim(pack, value, query->id); !status) return status.error();
      made.queries_.push_back(*std::move(query));
    }
  }
  // Only now, when nothing moves any more.
  for (const Requirement& requirement : made.requirements_) {
    made.requirement_kinds_.push_back({.id = requirement.id,
                                       .severity = requirement.severity,
                                       .meaning = requirement.title,
                                       .one = "place breaks a requirement",
                                       .many = "places break requirements",
                                       .is_of_pack = true});
  }
  for (const PackQuery& query : made.queries_) {
    made.query_kinds_.push_back({.id = query.id,
                                 .severity = query.severity,
                                 .meaning = query.title,
                                 .one = "place matches a pattern",
                                 .many = "places match patterns",
                                 .is_of_pack = true});
  }
  for (auto* kinds : {&made.requirement_kinds_, &made.query_kinds_}) {
    std::sort(kinds->begin(), kinds->end(), [](const KindInfo& a, const KindInfo& b) { return a.id < b.id; });
  }
  return made;
}

std::span<const KindInfo> Packs::kinds(std::string_view rule) const {
  if (rule == "require") return requirement_kinds_;
  if (rule == "query") return query_kinds_;
  return {};
}

std::optional<config::Level> Packs::level(std::string_view rule, std::string_view kind) const {
  std::optional<config::Level> level;
  for (const config::Pack& pack : files_) {
    if (const auto other = config::chosen(pack.rules, rule, kind)) level = other;
  }
  return level;
}

}  // namespace lockstep::rules
