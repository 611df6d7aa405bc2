#include "program/row_reads.h"

#include "json/reader.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lockstep::program {
namespace {

/// Groups of calls whose rows have a class that the program names.
constexpr std::array<std::string_view, 4> kNamed = {"type-argument", "first-argument", "builder", "receiver"};

}  // namespace

RowReads::RowReads(const config::Models& models) {
  for (const auto& section : models.sections("effects")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader group{section.document, item};
      if (std::ranges::find(kNamed, group.string("entity", "")) == kNamed.end()) continue;
      for (const json::Value& call : group.objects("calls")) {
        json::Reader one{section.document, call};
        const std::string_view does = one.string("does", "");
        const Gives gives = does == "read" ? Gives::Row : does == "read-many" ? Gives::Rows : Gives::Nothing;
        if (gives == Gives::Nothing) continue;
        for (const std::string_view method : one.strings("names")) {
          for (const std::string& package : section.packages) reads_.push_back({package, method, gives});
        }
      }
    }
  }
  std::ranges::sort(reads_);
}

RowReads::Gives RowReads::given_by(std::string_view package, std::string_view name) const {
  const std::string_view method = name.substr(name.rfind('.') + 1);
  const auto found = std::ranges::lower_bound(reads_, std::tie(package, method), {},
                                              [](const Read& read) { return std::tie(read.package, read.method); });
  const bool is_read = found != reads_.end() && found->package == package && found->method == method;
  return is_read ? found->gives : Gives::Nothing;
}

}  // namespace lockstep::program
