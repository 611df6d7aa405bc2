#include "findings/identity.h"

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

namespace lockstep::findings {
namespace {

/// FNV-1a over 64 bits, with a final mix so that the upper bits depend on every byte.
std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x00000100000001B3;
  }
  hash ^= hash >> 33U;
  hash *= 0xFF51AFD7ED558CCD;
  hash ^= hash >> 33U;
  hash *= 0xC4CEB9FE1A85EC53;
  hash ^= hash >> 33U;
  return hash;
}

std::string twelve_digits(std::uint64_t hash) {
  std::string digits(12, '0');
  for (std::size_t i = 0; i < digits.size(); ++i) digits[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 0xFU];
  return digits;
}

std::string about(std::string_view rule, std::string_view kind, std::string_view subject) {
  std::string key(rule);
  key += '\0';
  key += kind;
  key += '\0';
  key += subject;
  return key;
}

std::string numbered(std::string about, std::size_t number) {
  if (number > 1) {
    about += '\0';
    about += std::to_string(number);
  }
  return twelve_digits(stable_hash(about));
}

}  // namespace

std::string identity_of(std::string_view rule, std::string_view kind, std::string_view subject, std::size_t number) {
  return numbered(about(rule, kind, subject), number);
}

void assign_identities(Outcome& outcome) {
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, std::size_t> numbers;
  const auto next = [&](const Finding& finding, std::string_view subject) {
    const std::string key = about(finding.rule, finding.kind, subject);
    std::size_t& number = numbers[key];
    // Chance collisions of 48 bits are told apart the same way.
    while (true) {
      std::string identity = numbered(key, ++number);
      if (taken.insert(identity).second) return identity;
    }
  };
  for (Finding& finding : outcome.findings) finding.identity = next(finding, finding.subject);
  // Only now, so that a place more under one finding renames no other.
  for (Finding& finding : outcome.findings) {
    for (Site& site : finding.also) site.identity = next(finding, site.subject);
  }
}

}  // namespace lockstep::findings
