#include "facts/directives.h"

#include "base/letters.h"
#include "base/lines.h"
#include "syntax/tree.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::facts {
namespace {

constexpr std::string_view kWord = "lockstep-";
constexpr std::string_view kBlanks = " \t\v\f";
constexpr std::string_view kBreaks = "\r\n";
// A reason is a sentence or two; whatever somebody pastes behind it is not kept.
constexpr std::size_t kLongestText = 2000;
// Nobody writes so many, and each is looked at for each finding of its file.
constexpr std::size_t kMostDirectives = 1000;
// Lines and comments between a comment and the code that it is about.
constexpr int kMostSkipped = 200;

struct IsSame {
  bool operator()(char a, char b) const { return small(a) == small(b); }
};

std::size_t behind_break(std::string_view text, std::size_t end) {
  if (text.substr(end, 2) == "\r\n") return end + 2;
  return std::min(end + 1, text.size());
}

std::size_t line_end(std::string_view text, std::size_t offset) {
  return std::min(text.find_first_of(kBreaks, offset), text.size());
}

std::size_t behind_blanks(std::string_view text, std::size_t offset) {
  return std::min(text.find_first_not_of(kBlanks, offset), text.size());
}

Span span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// What a comment says: without its marks, the stars in front of its lines, and line breaks.
std::string text_of(std::string_view comment) {
  if (comment.starts_with("/*") && comment.ends_with("*/")) comment.remove_suffix(2);
  std::string text;
  while (!comment.empty() && text.size() <= kLongestText) {
    const std::size_t end = line_end(comment, 0);
    std::string_view line = comment.substr(0, end);
    comment.remove_prefix(behind_break(comment, end));
    const std::string_view marks = text.empty() ? " \t\v\f/*" : " \t\v\f*";
    line.remove_prefix(std::min(line.find_first_not_of(marks), line.size()));
    while (!line.empty() && kBlanks.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!text.empty()) text += ' ';
    text += line;
  }
  return text.substr(0, kLongestText);
}

/// The places around a comment, as offsets into its file.
class Surroundings {
 public:
  explicit Surroundings(std::string_view source) : source_(source), lines_(source) {}

  Span lines_of(Span span) const {
    const std::string_view last = lines_.line(lines_.line_at(span.end));
    return {lines_.begin(lines_.line_at(span.begin)), offset_of(last) + static_cast<std::uint32_t>(last.size())};
  }

  /// The first line behind an offset that holds anything but comments, those in braces (as JSX has them) among them.
  Span next_line_with_code(std::uint32_t offset) const {
    std::size_t at = behind_break(source_, lines_of({offset, offset}).end);
    for (int skipped = 0; at < source_.size() && skipped < kMostSkipped; ++skipped) {
      at = behind_blanks(source_, at);
      const std::string_view rest = source_.substr(at);
      const bool is_braced = rest.starts_with("{/*");
      if (rest.empty()) break;
      if (kBreaks.find(rest[0]) != std::string_view::npos) {
        at = behind_break(source_, at);
      } else if (rest.starts_with("//")) {
        at = behind_break(source_, line_end(source_, at));
      } else if (rest.starts_with("/*") || is_braced) {
        const std::size_t close = source_.find("*/", at + (is_braced ? 3 : 2));
        if (close == std::string_view::npos) break;
        at = close + 2;
        const std::size_t brace = behind_blanks(source_, at);
        if (is_braced && source_.substr(brace).starts_with('}')) at = brace + 1;
      } else {
        return lines_of(span_of(at, at));
      }
    }
    return span_of(source_.size(), source_.size());
  }

  /// What to take away so that nothing of a comment stays: its lines where it stands alone, else it and the blanks
  /// before it. `outer` includes the braces around it, if there are any.
  Span removal_of(Span outer) const {
    const Span lines = lines_of(outer);
    std::uint32_t before = outer.begin;  // where the blanks in front of it begin
    while (before > lines.begin && kBlanks.find(source_[before - 1]) != std::string_view::npos) --before;
    const bool is_first = before == lines.begin;
    const bool is_last = behind_blanks(source_, outer.end) >= lines.end;
    if (is_first && is_last) return span_of(lines.begin, behind_break(source_, lines.end));
    return is_last ? Span{before, outer.end} : outer;
  }

 private:
  std::uint32_t offset_of(std::string_view line) const {
    return static_cast<std::uint32_t>(line.data() - source_.data());
  }

  std::string_view source_;
  Lines lines_;
};

class Search {
 public:
  Search(const syntax::Tree& tree, std::string_view source, FileFacts& facts)
      : tree_(tree), source_(source), facts_(facts) {}

  void run() {
    // In whatever case: who writes `Lockstep-Ignore` means us, and must hear that it hides nothing.
    // The hyphen has no other case, so each byte of each file is only compared with it.
    constexpr std::size_t kLetters = kWord.size() - 1;
    for (std::size_t hyphen = source_.find(kWord.back()); hyphen != std::string_view::npos;
         hyphen = source_.find(kWord.back(), hyphen + 1)) {
      if (hyphen < kLetters) continue;
      const std::string_view before = source_.substr(hyphen - kLetters, kLetters);
      if (std::equal(before.begin(), before.end(), kWord.begin(), IsSame())) {
        words_.push_back(static_cast<std::uint32_t>(hyphen - kLetters));
      }
    }
    if (words_.empty()) return;
    std::vector<syntax::Node> todo{tree_.root()};
    std::vector<syntax::Node> inside;
    while (!todo.empty()) {
      const syntax::Node node = todo.back();
      todo.pop_back();
      inside.clear();
      tree_.append_children(node, inside);
      for (const syntax::Node& child : inside) {
        // Only what holds the word is looked into, so a file is not walked for one comment.
        if (!holds_word(child)) continue;
        if (child.kind == syntax::Kind::Comment) {
          const bool is_braced = node.kind == syntax::Kind::JsxExpression && inside.size() == 3;
          consider({child.begin, child.end}, is_braced ? Span{node.begin, node.end} : Span{child.begin, child.end});
        } else {
          todo.push_back(child);
        }
      }
    }
    finish();
  }

 private:
  struct Found {
    Span where;
    Span outer;
    std::string text;
  };

  bool holds_word(const syntax::Node& node) const {
    const auto word = std::lower_bound(words_.begin(), words_.end(), node.begin);
    return word != words_.end() && *word < node.end;
  }

  void consider(Span where, Span outer) {
    std::string text = text_of(source_.substr(where.begin, where.end - where.begin));
    const bool is_ours = text.size() >= kWord.size() && std::equal(kWord.begin(), kWord.end(), text.begin(), IsSame());
    if (is_ours) found_.push_back({.where = where, .outer = outer, .text = std::move(text)});
  }

  /// Where the first thing begins that is no comment.
  std::uint32_t first_statement() const {
    std::vector<syntax::Node> statements;
    tree_.append_children(tree_.root(), statements);
    for (const syntax::Node& node : statements) {
      if (node.kind != syntax::Kind::Comment && node.kind != syntax::Kind::HashBangLine) return node.begin;
    }
    return static_cast<std::uint32_t>(source_.size());
  }

  void finish() {
    if (found_.empty()) return;
    std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.where < b.where; });
    if (found_.size() > kMostDirectives) {
      facts_.troubles.push_back({.kind = Trouble::Kind::Limit,
                                 .span = found_[kMostDirectives].where,
                                 .message = "of the comments that speak to lockstep only the first " +
                                            std::to_string(kMostDirectives) + " of a file are read"});
      found_.resize(kMostDirectives);
    }
    const Surroundings around(source_);
    const std::uint32_t code = first_statement();
    for (Found& each : found_) {
      facts_.directives.push_back({.where = each.where,
                                   .text = std::move(each.text),
                                   .lines = around.lines_of(each.where),
                                   .next_line = around.next_line_with_code(each.outer.end),
                                   .removal = around.removal_of(each.outer),
                                   .leads = each.where.end <= code});
    }
  }

  const syntax::Tree& tree_;
  std::string_view source_;
  FileFacts& facts_;
  std::vector<std::uint32_t> words_;  // where the word stands, in order
  std::vector<Found> found_;
};

}  // namespace

void read_directives(const syntax::Tree& tree, std::string_view source, FileFacts& facts) {
  if (!tree.was_cut()) Search(tree, source, facts).run();
}

}  // namespace lockstep::facts
