#include "program/places.h"

#include "program/nodes_of.h"

#include <algorithm>

namespace lockstep::program {

using facts::Kind;

Places::OfFile Places::in(const File& file) {
  OfFile found;
  const auto of_kind = [&](Of of) -> Found& { return found[static_cast<std::size_t>(of)]; };
  const auto add = [&](Of of, const Node& named, const Node& place) {
    if (const auto name = named.name()) of_kind(of).emplace_back(*name, place.id());
  };
  const auto& by_kind = file.facts.by_kind;
  of_kind(Of::Call).reserve(by_kind[Kind::Call].size() + by_kind[Kind::New].size());
  of_kind(Of::String).reserve(by_kind[Kind::String].size());
  of_kind(Of::Property).reserve(by_kind[Kind::Property].size());
  for (const Node call : nodes_of(file, {Kind::Call, Kind::New})) {
    if (const Node head = callee(call)) add(Of::Call, head, call);
  }
  for (const Node string : nodes_of(file, Kind::String)) add(Of::String, string, string);
  for (const Node property : nodes_of(file, Kind::Property)) add(Of::Property, property, property);
  for (const facts::Binding& binding : file.facts.bindings) {
    if (binding.kind != facts::BindingKind::Import || binding.import == facts::kNone) continue;
    of_kind(Of::Import).emplace_back(file.names[binding.imported.value], binding.name_node);
  }
  return found;
}

Places::Places(std::span<const OfFile> files, std::size_t names, const Workers& workers) {
  workers.for_each(kKinds, [&](std::size_t kind) {
    Table& table = tables_[kind];
    table.begins.resize(names + 1);
    for (const OfFile& file : files) {
      for (const auto& [name, node] : file[kind]) ++table.begins[name.value + 1];
    }
    for (std::size_t i = 0; i < names; ++i) table.begins[i + 1] += table.begins[i];
    table.places.resize(table.begins.back());
    std::vector<std::uint32_t> next = table.begins;
    for (std::size_t i = 0; i < files.size(); ++i) {
      for (const auto& [name, node] : files[i][kind]) table.places[next[name.value]++] = {FileId{i}, node};
    }
  });
}

std::vector<NodeRef> Places::of(Of kind, std::span<const Name> names) const {
  std::vector<NodeRef> found;
  for (const Name name : names) {
    const auto places = of(kind, name);
    found.insert(found.end(), places.begin(), places.end());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::span<const NodeRef> in_file(std::span<const NodeRef> places, FileId file) {
  const auto begin = std::lower_bound(places.begin(), places.end(), NodeRef{file, facts::NodeId{}});
  const auto end = std::find_if(begin, places.end(), [&](const NodeRef& place) { return place.file != file; });
  return {begin, end};
}

}  // namespace lockstep::program
