// The details follow git's wildmatch, which .gitignore files are written for and tested against.

#include "base/wildcard.h"

#include <cctype>
#include <utility>

namespace lockstep {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// The bytes that `[:name:]` stands for, in the C locale. False when there is no such class.
bool add_named(std::string_view name, std::bitset<256>& set) {
  using Test = int (*)(int);
  constexpr std::pair<std::string_view, Test> kClasses[] = {
      {"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank}, {"cntrl", std::iscntrl},
      {"digit", std::isdigit}, {"graph", std::isgraph}, {"lower", std::islower}, {"print", std::isprint},
      {"punct", std::ispunct}, {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit},
  };
  for (const auto& [known, test] : kClasses) {
    if (known != name) continue;
    for (int byte = 0; byte < 128; ++byte) {
      if (test(byte) != 0) set.set(static_cast<std::size_t>(byte));
    }
    return true;
  }
  return false;
}

}  // namespace

Wildcard::Wildcard(std::string_view pattern, Slash slash) : is_path_(slash == Slash::IsSpecial) {
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\\') {
      // A backslash at the end has nothing to protect.
      if (at + 1 == pattern.size()) {
        tokens_.push_back({Kind::Never, '\0'});
        return;
      }
      tokens_.push_back({Kind::Byte, pattern[at + 1]});
      at += 2;
    } else if (c == '?') {
      tokens_.push_back({Kind::Any, '\0'});
      ++at;
    } else if (c == '[') {
      at = add_class(pattern, at);
      if (at == kNone) {
        tokens_.push_back({Kind::Never, '\0'});
        return;
      }
    } else if (c == '*') {
      at = add_stars(pattern, at);
    } else {
      tokens_.push_back({Kind::Byte, c});
      ++at;
    }
  }
}

/// Returns where the pattern goes on. Two stars are special only as a whole segment; elsewhere they mean one.
std::size_t Wildcard::add_stars(std::string_view pattern, std::size_t at) {
  const std::size_t begin = at;
  while (at < pattern.size() && pattern[at] == '*') ++at;
  if (!is_path_) {
    tokens_.push_back({Kind::Deep, '\0'});
    return at;
  }
  const std::string_view rest = pattern.substr(at);
  const bool begins_segment = begin == 0 || pattern[begin - 1] == '/';
  const bool ends_segment = rest.empty() || rest.starts_with('/') || rest.starts_with("\\/");
  if (at - begin < 2 || !begins_segment || !ends_segment) {
    tokens_.push_back({Kind::Star, '\0'});
    return at;
  }
  if (rest.starts_with('/')) {
    tokens_.push_back({Kind::Folders, '\0'});
    return at + 1;
  }
  tokens_.push_back({Kind::Deep, '\0'});
  return at;
}

/// Returns where the pattern goes on, or `kNone` when the class has no end.
std::size_t Wildcard::add_class(std::string_view pattern, std::size_t at) {
  std::bitset<256> set;
  ++at;
  const bool is_negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (is_negated) ++at;

  int before = -1;  // the byte that a following `-` would start a range with
  for (bool is_first = true; true; is_first = false) {
    if (at >= pattern.size()) return kNone;
    auto byte = static_cast<unsigned char>(pattern[at]);
    if (byte == ']' && !is_first) break;
    if (byte == '-' && before >= 0 && at + 1 < pattern.size() && pattern[at + 1] != ']') {
      ++at;
      if (pattern[at] == '\\' && ++at >= pattern.size()) return kNone;
      const auto last = static_cast<unsigned char>(pattern[at]);
      for (int i = before; i <= last; ++i) set.set(static_cast<std::size_t>(i));
      before = -1;
      ++at;
      continue;
    }
    if (byte == '[' && at + 1 < pattern.size() && pattern[at + 1] == ':') {
      const std::size_t end = pattern.find(']', at + 2);
      if (end == kNone) return kNone;
      if (pattern[end - 1] == ':' && end > at + 2) {
        if (!add_named(pattern.substr(at + 2, end - at - 3), set)) return kNone;
        before = -1;
        at = end + 1;
        continue;
      }
      // Not a named class after all: the bracket stands for itself.
    } else if (byte == '\\') {
      if (++at >= pattern.size()) return kNone;
      byte = static_cast<unsigned char>(pattern[at]);
    }
    set.set(byte);
    before = byte;
    ++at;
  }

  if (is_negated) set.flip();
  if (is_path_) set.reset('/');
  tokens_.push_back({Kind::Class, '\0', static_cast<std::uint32_t>(sets_.size())});
  sets_.push_back(set);
  return at + 1;
}

bool Wildcard::accepts(const Token& token, char byte) const {
  switch (token.kind) {
    case Kind::Byte:
      return byte == token.byte;
    case Kind::Any:
      return !is_path_ || byte != '/';
    case Kind::Class:
      return sets_[token.set].test(static_cast<unsigned char>(byte));
    default:
      return false;
  }
}

/// On a mismatch only the last star, and behind it the last `**`, need another try. Text that an earlier one could give
/// away would help nobody: a star ends at a fixed slash, and a later `**` can take whatever an earlier one could.
bool Wildcard::matches(std::string_view text) const {
  struct Retry {
    std::size_t token = kNone;
    std::size_t text = 0;
  };
  Retry star;
  Retry deep;
  std::size_t token = 0;
  std::size_t at = 0;
  while (true) {
    if (token == tokens_.size()) {
      if (at == text.size()) return true;
    } else {
      const Token& next = tokens_[token];
      if (next.kind == Kind::Star) {
        star = {token++, at};
        continue;
      }
      if (next.kind == Kind::Deep || next.kind == Kind::Folders) {
        deep = {token++, at};
        star = {};
        continue;
      }
      if (at < text.size() && accepts(next, text[at])) {
        ++token;
        ++at;
        continue;
      }
    }

    if (star.token != kNone && star.text < text.size() && text[star.text] != '/') {
      at = ++star.text;
      token = star.token + 1;
      continue;
    }
    if (deep.token == kNone || deep.text >= text.size()) return false;
    if (tokens_[deep.token].kind == Kind::Folders) {
      const std::size_t slash = text.find('/', deep.text);
      if (slash == kNone) return false;
      deep.text = slash;
    }
    at = ++deep.text;
    token = deep.token + 1;
    star = {};
  }
}

}  // namespace lockstep
