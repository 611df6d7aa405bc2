#include "cache/facts_codec.h"

#include "cache/archive.h"
#include "cache/shapes.h"
#include "facts/name_uses.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace lockstep::cache {

using facts::FileFacts;
using facts::Kind;
using facts::kNone;
using facts::LocalName;
using facts::Node;

template <>
constexpr facts::BindingKind last_of<facts::BindingKind>() {
  return facts::BindingKind::Import;
}
template <>
constexpr facts::Import::Form last_of<facts::Import::Form>() {
  return facts::Import::Form::Dynamic;
}
template <>
constexpr facts::Trouble::Kind last_of<facts::Trouble::Kind>() {
  return facts::Trouble::Kind::Limit;
}

template <class Archive, Like<facts::Binding> T>
void describe(Archive& archive, T& binding) {
  auto& [name, kind, declaration, name_node, name_span, scope, import, imported, is_assigned] = binding;
  archive(name, kind, declaration, name_node, name_span, scope, import, imported, is_assigned);
}

template <class Archive, Like<facts::Import> T>
void describe(Archive& archive, T& import) {
  auto& [specifier, specifier_span, node, form, type_only] = import;
  archive(specifier, specifier_span, node, form, type_only);
}

template <class Archive, Like<facts::Export> T>
void describe(Archive& archive, T& entry) {
  auto& [name, node, binding, expression, import, imported, type_only] = entry;
  archive(name, node, binding, expression, import, imported, type_only);
}

template <class Archive, Like<facts::Trouble> T>
void describe(Archive& archive, T& trouble) {
  auto& [kind, span, message] = trouble;
  archive(kind, span, message);
}

template <class Archive, Like<facts::Directive> T>
void describe(Archive& archive, T& directive) {
  auto& [where, text, lines, next_line, removal, leads] = directive;
  archive(where, text, lines, next_line, removal, leads);
}

template <class Archive, Like<facts::QueryMatch> T>
void describe(Archive& archive, T& match) {
  auto& [query, where, message] = match;
  archive(query, where, message);
}

namespace {

constexpr std::uint8_t kHasMore = 0x80;  // beside the kind: an op and flags follow
constexpr auto kLastKind = static_cast<std::uint8_t>(Kind::TypeOther);
constexpr auto kLastOp = static_cast<std::uint8_t>(facts::Op::Using);
static_assert(kLastKind < kHasMore);

void write_names(Writer& out, const NameTable<LocalName>& names) {
  out.number(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) out.number(names[LocalName{i}].size());
  out.text(names.text());
}

void read_names(Reader& in, NameTable<LocalName>& names) {
  std::vector<std::uint32_t> ends(in.count());
  std::uint64_t end = 0;
  for (std::uint32_t& of_name : ends) {
    end += in.small();
    of_name = static_cast<std::uint32_t>(end);
  }
  const std::string_view text = in.text();
  if (end != text.size()) return in.fail();
  names = NameTable<LocalName>::sealed(std::string(text), std::move(ends));
}

/// What follows from the order is left out: who the parent is, and mostly where a node begins.
void write_nodes(Writer& out, const std::vector<Node>& nodes) {
  out.number(nodes.size());
  std::uint32_t last_begin = 0;
  for (const Node& node : nodes) {
    const auto& [kind, op, flags, begin, end, payload, size, parent] = node;
    const bool has_more = op != facts::Op::None || flags != 0;
    out.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(kind) | (has_more ? kHasMore : 0U)));
    if (has_more) {
      out.byte(static_cast<std::uint8_t>(op));
      out.number(flags);
    }
    out.difference(std::int64_t{begin} - last_begin);
    out.difference(std::int64_t{end} - begin);
    out.number(std::uint32_t{payload + 1});  // kNone becomes 0
    out.number(size);
    last_begin = begin;
  }
}

void read_node(Reader& in, Node& node, std::int64_t& begin) {
  const std::uint8_t head = in.byte();
  const std::uint8_t kind = head & static_cast<std::uint8_t>(~kHasMore);
  if ((head & kHasMore) != 0) {
    const std::uint8_t op = in.byte();
    const std::uint32_t flags = in.small();
    if (op > kLastOp || flags > std::numeric_limits<std::uint16_t>::max()) return in.fail();
    node.op = static_cast<facts::Op>(op);
    node.flags = static_cast<std::uint16_t>(flags);
  }
  begin += in.difference();
  const std::int64_t end = begin + in.difference();
  if (kind > kLastKind || begin < 0 || end < begin || end > std::numeric_limits<std::uint32_t>::max()) {
    return in.fail();
  }
  node.kind = static_cast<Kind>(kind);
  node.begin = static_cast<std::uint32_t>(begin);
  node.end = static_cast<std::uint32_t>(end);
  node.payload = in.small() - 1;
  node.size = in.small();
}

void read_nodes(Reader& in, std::vector<Node>& nodes) {
  nodes.resize(in.count());
  struct Open {
    std::uint32_t node;
    std::size_t end;  // behind its subtree
  };
  std::vector<Open> open;  // the nodes around this one, the innermost last
  std::int64_t begin = 0;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    Node& node = nodes[i];
    read_node(in, node, begin);
    while (!open.empty() && open.back().end == i) open.pop_back();
    if (in.failed() || (open.empty() && i > 0)) return in.fail();
    const std::size_t room = (open.empty() ? nodes.size() : open.back().end) - i;
    if (node.size == 0 || node.size > room) return in.fail();
    if (i == 0 && node.size != nodes.size()) return in.fail();
    if (i > 0) node.parent = open.back().node;
    if (node.size > 1) open.push_back({i, i + std::size_t{node.size}});
  }
  if (nodes.empty()) in.fail();
}

/// Whether every index leads to something. The codec knows the shapes, this knows what they mean.
bool is_whole(const FileFacts& facts) {
  const std::size_t names = facts.names.size();
  const std::size_t nodes = facts.nodes.size();
  const std::size_t bindings = facts.bindings.size();
  const std::size_t imports = facts.imports.size();
  const auto is_in = [](std::uint32_t index, std::size_t size) { return index < size || index == kNone; };
  // Of millions of nodes hardly one will be wrong, so each is looked at without a branch.
  bool are_sound = true;
  for (const Node& node : facts.nodes) {
    const bool leads_to_binding = node.kind == Kind::Binding || (node.kind == Kind::Ident && node.has(facts::kBound));
    const bool leads_to_import = node.kind == Kind::Import;
    const std::size_t size = leads_to_binding ? bindings : leads_to_import ? imports : names;
    // Only a name may be missing; whoever leads to an entry of a table must do so.
    const bool may_be_missing = !leads_to_binding && !leads_to_import;
    are_sound &= (node.payload < size) | (may_be_missing & (node.payload == kNone));
  }
  if (!are_sound) return false;
  for (const facts::Binding& binding : facts.bindings) {
    if (binding.name.value >= names || binding.imported.value >= names || binding.declaration.value >= nodes ||
        binding.name_node.value >= nodes || binding.scope.value >= nodes || !is_in(binding.import, imports)) {
      return false;
    }
  }
  for (const facts::Import& import : facts.imports) {
    if (import.specifier.value >= names || import.node.value >= nodes) return false;
  }
  for (const facts::Export& entry : facts.exports) {
    if (entry.name.value >= names || entry.imported.value >= names || entry.node.value >= nodes ||
        !is_in(entry.binding, bindings) || !is_in(entry.expression, nodes) || !is_in(entry.import, imports)) {
      return false;
    }
  }
  return std::all_of(facts.matches.begin(), facts.matches.end(),
                     [&](const facts::QueryMatch& match) { return match.message.value < names; });
}

}  // namespace

std::string encode(const FileFacts& file) {
  std::string bytes;
  Writer out(bytes);
  // A new field of the facts must be written here and read below. `by_kind` and `uses` follow from the others.
  const auto& [names, nodes, by_kind, uses, bindings, imports, exports, troubles, directives, matches, is_generated,
               is_module] = file;
  write_names(out, names);
  write_nodes(out, nodes);
  out(bindings, imports, exports, troubles, directives, matches, is_generated, is_module);
  return bytes;
}

std::optional<FileFacts> decode_facts(std::string_view bytes) {
  std::optional<FileFacts> file(std::in_place);
  Reader in(bytes);
  auto& [names, nodes, by_kind, uses, bindings, imports, exports, troubles, directives, matches, is_generated,
         is_module] = *file;
  read_names(in, names);
  read_nodes(in, nodes);
  in(bindings, imports, exports, troubles, directives, matches, is_generated, is_module);
  if (!in.is_done() || !is_whole(*file)) return std::nullopt;
  by_kind = facts::NodesByKind(nodes);
  uses = facts::uses_of_names(*file);
  bindings.shrink_to_fit();
  return file;
}

}  // namespace lockstep::cache
