#include "rules/orphan_variant/elsewhere.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lockstep::rules::variants {
namespace {

constexpr std::array<std::string_view, 18> kPages = {".vue", ".svelte", ".astro", ".html", ".hbs",  ".ejs",
                                                     ".go",  ".py",     ".rb",    ".rs",   ".java", ".kt",
                                                     ".cs",  ".php",    ".swift", ".dart", ".ex",   ".scala"};
// Larger files hold data; and of a repository that is mostly written in other languages a part has to do.
constexpr std::uint64_t kMaxPage = 1'000'000;
constexpr std::size_t kMaxAll = 48'000'000;

bool is_page(std::string_view path) {
  return std::ranges::any_of(kPages, [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

const std::string& Elsewhere::pages() const {
  if (pages_) return *pages_;
  pages_.emplace();
  for (const workspace::ListedFile& file : workspace_.others()) {
    if (!is_page(file.path) || file.stamp.size > kMaxPage || pages_->size() > kMaxAll) continue;
    *pages_ += workspace_.read(file.path).text;
    *pages_ += '\n';
  }
  return *pages_;
}

bool Elsewhere::says(std::string_view text) const {
  const auto is_quote = [](char c) { return c == '\'' || c == '"' || c == '`'; };
  const std::string& all = pages();
  for (std::size_t at = all.find(text); !text.empty() && at != std::string::npos; at = all.find(text, at + 1)) {
    const std::size_t end = at + text.size();
    if (at > 0 && end < all.size() && is_quote(all[at - 1]) && is_quote(all[end])) return true;
  }
  return false;
}

bool Elsewhere::speaks_of(std::string_view name) const {
  const std::string& all = pages();
  for (std::size_t at = all.find(name); !name.empty() && at != std::string::npos; at = all.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_word(all[at - 1])) && (end == all.size() || !is_word(all[end]))) return true;
  }
  return false;
}

bool Elsewhere::names(std::string_view member) const {
  const std::string& all = pages();
  for (std::size_t at = all.find(member); !member.empty() && at != std::string::npos; at = all.find(member, at + 1)) {
    const std::size_t end = at + member.size();
    if (at > 0 && all[at - 1] == '.' && (end == all.size() || !is_word(all[end]))) return true;
  }
  return false;
}

}  // namespace lockstep::rules::variants
