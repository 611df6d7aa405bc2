#pragma once

#include "base/workers.h"
#include "program/node.h"

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace lockstep::program {

/// Where names stand, over all files: whoever looks for a few names goes to their places and passes over nothing else.
/// The places of a name are in order of path and position.
class Places {
 public:
  enum class Of : std::uint8_t {
    Call,      ///< a Call or New, by the name of what is called: "save" of `save(x)`, `store.save(x)`, `new x.save()`
    String,    ///< a String, by its text
    Property,  ///< a Property, by its key
    Import,    ///< a Binding that an import makes, by the name that it has over there
  };
  static constexpr std::size_t kKinds = 4;

  /// What one file holds, in order of position.
  using Found = std::vector<std::pair<Name, facts::NodeId>>;
  using OfFile = std::array<Found, kKinds>;
  static OfFile in(const File& file);

  Places() = default;
  /// `files[i]` is what the file with that id holds; every Name is below `names`.
  Places(std::span<const OfFile> files, std::size_t names, const Workers& workers);

  std::span<const NodeRef> of(Of kind, Name name) const {
    const Table& table = tables_[static_cast<std::size_t>(kind)];
    const std::uint32_t begin = table.begins[name.value];
    return std::span(table.places).subspan(begin, table.begins[name.value + 1] - begin);
  }
  /// Of any of the names, each given once.
  std::vector<NodeRef> of(Of kind, std::span<const Name> names) const;

  /// Calls `visit(name, places)` for every name that has any.
  template <class Visit>
  void each(Of kind, Visit visit) const {
    const std::size_t ends = tables_[static_cast<std::size_t>(kind)].begins.size();
    for (std::size_t i = 0; i + 1 < ends; ++i) {
      if (const auto places = of(kind, Name{i}); !places.empty()) visit(Name{i}, places);
    }
  }

  std::span<const NodeRef> calls(Name name) const { return of(Of::Call, name); }
  std::span<const NodeRef> strings(Name name) const { return of(Of::String, name); }
  std::span<const NodeRef> properties(Name name) const { return of(Of::Property, name); }
  std::span<const NodeRef> imports(Name name) const { return of(Of::Import, name); }

 private:
  struct Table {
    std::vector<std::uint32_t> begins;  // by Name: in `places`; and the end of the last
    std::vector<NodeRef> places;
  };

  std::array<Table, kKinds> tables_;
};

/// Those among places in order that lie in one file.
std::span<const NodeRef> in_file(std::span<const NodeRef> places, FileId file);

}  // namespace lockstep::program
