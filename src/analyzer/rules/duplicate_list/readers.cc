// A reader that does not know one of the values. `function channelOf(text: string): Channel | null` goes through the
// words of a type once more, and through what others say for them, to give back one of its values. The compiler sees
// that only values of the type come out, and not that one of them never does: whoever writes it in a file or a request
// is told that it is unknown, though the rest of the program knows it. Where the default gives a value, it speaks for
// all.

#include "rules/duplicate_list/readers.h"

#include "rules/duplicate_list/weights.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace lockstep::rules {
namespace {

constexpr std::size_t kMinValues = 4;  // of the type

/// What comes out for which text.
struct Reader {
  Node place;
  Node type;                                                        ///< the TypeName of what comes out
  std::vector<std::pair<std::string_view, std::string_view>> read;  ///< a text and its value
  std::set<std::string_view> given;                                 ///< all values that come out
};

bool is_nothing(const Node& value) {
  return !value || value.is(Kind::Null) || (value.is(Kind::Ident) && value.text() == "undefined");
}

/// The one name in `Channel`, `Channel | null`, `Promise<Channel | undefined>`.
Node named_in(const Node& written) {
  if (!written) return {};
  if (written.is(Kind::TypeUnion)) {
    Node only;
    for (const Node part : written.children()) {
      const bool is_nothing =
          part.is(Kind::TypeKeyword) || (part.is(Kind::TypeLiteral) && part.child(0) && part.child(0).is(Kind::Null));
      if (is_nothing) continue;
      if (only || !part.is(Kind::TypeName)) return {};
      only = part;
    }
    return only;
  }
  if (!written.is(Kind::TypeName)) return {};
  return written.text() == "Promise" ? named_in(program::type_argument(written, 0)) : written;
}

class Readers {
 public:
  explicit Readers(const Program& program) : program_(program), vocabulary_(program.models()) {}

  std::vector<Finding> run() {
    for (const File& file : program_.files()) {
      if (!is_production(file)) continue;
      for (const Node node : program::nodes_of(file, Kind::Switch)) {
        if (const auto reader = of_switch(node)) judge(*reader);
      }
    }
    return std::move(findings_);
  }

 private:
  std::optional<Reader> of_switch(const Node& node) const {
    if (node.child_count() < kMinValues || !is_any_text(node.child(0))) return std::nullopt;
    const Node function = node.enclosing_function();
    Reader reader{.place = node.child(0),
                  .type = named_in(function ? program::type_annotation(function) : Node{}),
                  .read = {},
                  .given = {}};
    if (!reader.type) return std::nullopt;
    std::vector<std::string_view> open;  // texts of cases that fall through
    for (const Node one : node.children()) {
      if (!one.is(Kind::Case)) continue;
      if (const Node test = one.child(0)) {
        const auto text = program_.value(test);
        if (!text) return std::nullopt;
        open.push_back(text->text);
      }
      const Node answer = returned(one);
      // Another default says what becomes of the rest.
      if (!one.child(0) && answer && !is_nothing(program::without_casts(answer.child(0)))) return std::nullopt;
      if (!answer) continue;
      if (!take(reader, open, answer.child(0))) return std::nullopt;
      open.clear();
    }
    return reader;
  }

  /// `text`, `text.trim().toLowerCase()`, where `text` is a string and nothing more.
  bool is_any_text(const Node& tried) const {
    Node at = program::without_casts(tried);
    while (at && at.is(Kind::Call)) {
      const Node head = program::callee(at);
      at = head && head.is(Kind::Member) ? program::without_casts(head.child(0)) : Node{};
    }
    return at && program_.type_of(at).keyword == "string";
  }

  /// The Return that is all there is in a case; what does something else reads nothing.
  static Node returned(const Node& one) {
    Node last;
    for (const Node child : one.children()) last = child;
    if (last && last.is(Kind::Block)) last = last.child_count() == 1 ? last.child(0) : Node{};
    return last && last.is(Kind::Return) ? last : Node{};
  }

  bool take(Reader& reader, const std::vector<std::string_view>& texts, const Node& answer) const {
    const Node plain = program::without_casts(answer);
    if (is_nothing(plain)) return true;
    const auto value = program_.value(plain);
    if (!value) return false;
    for (const std::string_view text : texts) reader.read.emplace_back(text, value->text);
    reader.given.insert(value->text);
    return true;
  }

  void judge(const Reader& reader) {
    const program::Values values = program_.values(reader.type);
    if (!values.complete || values.values.size() < kMinValues) return;
    // The one value that never comes out, and how many come out for their own word.
    std::string_view missing;
    std::size_t given = 0;
    for (const program::Value& value : values.values) {
      if (reader.given.contains(value.text)) {
        ++given;
      } else {
        missing = value.text;
      }
    }
    if (given + 1 != values.values.size() || vocabulary_.fillers.contains(missing)) return;
    const auto own =
        std::count_if(reader.read.begin(), reader.read.end(), [](const auto& one) { return one.first == one.second; });
    const bool knows_word =
        std::any_of(reader.read.begin(), reader.read.end(), [&](const auto& one) { return one.first == missing; });
    if (knows_word || static_cast<std::size_t>(own) + 1 < given || own < 3) return;
    report(reader, missing, given);
  }

  void report(const Reader& reader, std::string_view missing, std::size_t given) {
    const std::string type{reader.type.text()};
    const Node function = reader.place.enclosing_function();
    Finding finding;
    finding.kind = "drifted";
    finding.severity = Severity::Warning;
    finding.where = place_of(reader.place);
    finding.subject =
        "read " + type + ' ' + std::string{missing} + ' ' + (function ? program_.qualified_name(function) : "");
    finding.message = "`" + std::string{missing} + "` of type `" + type +
                      "` can never come out of this, although the " + std::to_string(given) +
                      " others do for their own words";
    finding.advice = "Take `" + std::string{missing} + "` for itself, best by asking the list of all values first";
    if (const Node declared = program_.definition(reader.type).node)
      finding.related.push_back(
          {.place = place_of(declared.file(), program::name_span(declared)), .text = "the values that there are"});
    give_reason(finding, "what comes out is of the type, and most texts are the very value that they become");
    findings_.push_back(std::move(finding));
  }

  const Program& program_;
  const Vocabulary vocabulary_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_forgetful_readers(const Program& program) { return Readers{program}.run(); }

}  // namespace lockstep::rules
