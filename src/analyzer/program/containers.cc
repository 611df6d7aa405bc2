#include "program/containers.h"

#include "json/reader.h"

#include <algorithm>

namespace lockstep::program {

Containers::Containers(const config::Models& models) {
  for (const auto& section : models.sections("containers")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader call{section.document, item};
      for (const std::string_view method : call.strings("names")) {
        for (const std::string& package : section.packages) calls_.emplace_back(package, method);
      }
    }
  }
  std::ranges::sort(calls_);
}

bool Containers::hand_out(std::string_view package, std::string_view method) const {
  return std::ranges::binary_search(calls_, std::pair(package, method));
}

}  // namespace lockstep::program
