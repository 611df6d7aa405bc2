#include "report/audit/pages.h"

#include "base/assert.h"
#include "embedded/pages.h"
#include "report/template.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lockstep::report {
namespace {

const embedded::File* find(std::string_view name) {
  const auto files = embedded::pages();
  const auto found = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

std::uint32_t digit_of(char hex) { return static_cast<std::uint32_t>(hex >= 'a' ? hex - 'a' + 10 : hex - '0'); }

std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += 6) {
    // Three bytes, six digits of hex, make four of base 64; at the end two or four digits may be left.
    const std::string_view group = hex.substr(at, 6);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i) bits = bits << 4U | (i < group.size() ? digit_of(group[i]) : 0U);
    const std::size_t digits = group.size() / 2 + 1;
    for (std::size_t i = 0; i < 4; ++i) out += i < digits ? kDigits[bits >> (18U - 6U * i) & 63U] : '=';
  }
  return out;
}

}  // namespace

std::string_view page(std::string_view name) {
  const embedded::File* file = find(name);
  return file == nullptr ? std::string_view{} : file->text;
}

std::string rendered(std::string_view name, const JsonValue& values,
                     const std::function<std::string(std::string_view)>& escape) {
  const std::string_view ending = name.substr(name.rfind('.'));
  LOCKSTEP_ASSERT(find(name) != nullptr, "the pages are built in");
  const Template read(page(name),
                      [&](std::string_view partial) { return page(std::string(partial) + std::string(ending)); });
  return read.render(values, escape);
}

std::string policy_hash(std::string_view name) {
  const embedded::File* file = find(name);
  return file == nullptr ? std::string{} : "sha256-" + base64_of_hex(file->sha256);
}

}  // namespace lockstep::report
