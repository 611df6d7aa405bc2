#include "facts/extract.h"

#include "base/lines.h"
#include "base/utf8.h"

#include <array>
#include <utility>

namespace lockstep::facts {
namespace {

// Names can hold any bytes; a dump is plain text.
void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const auto c = static_cast<unsigned char>(text[0]);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[0];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F || !point.valid) {
      for (std::uint32_t i = 0; i < point.length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        out += "\\x";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      }
    } else {
      out += text.substr(0, point.length);
    }
    text.remove_prefix(point.length);
  }
  out += '"';
}

// Some flags share a bit; the kind tells which it is.
std::string_view flag_word(Kind kind, Flag flag) {
  switch (flag) {
    case kBound:
      return "";  // told by the arrow to the binding
    case kOptional:
      return "optional";
    case kAsync:
      return kind == Kind::ForOf ? "await" : "async";
    case kGenerator:
      return "generator";
    case kArrow:
      return "arrow";
    case kMethod:
      return "method";
    case kGetter:
      return "getter";
    case kSetter:
      return "setter";
    case kStatic:
      return kind == Kind::Import || kind == Kind::Export ? "type-only" : "static";
    case kPrivate:
      return "private";
    case kProtected:
      return "protected";
    case kReadonly:
      return kind == Kind::Enum ? "const" : "readonly";
    case kAbstract:
      return "abstract";
    case kComputed:
      return kind == Kind::Parameter ? "rest" : "computed";
    case kShorthand:
      return kind == Kind::Parameter ? "public" : "shorthand";
    case kDeclaration:
      return "declaration";
  }
  return "";
}

std::string_view to_string(BindingKind kind) {
  constexpr std::string_view kWords[] = {"const", "let",  "var",  "parameter", "catch",     "function",
                                         "class", "enum", "type", "interface", "namespace", "type-parameter",
                                         "import"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view to_string(Import::Form form) {
  constexpr std::string_view kWords[] = {"import", "re-export", "require", "dynamic"};
  return kWords[static_cast<std::size_t>(form)];
}

std::string_view to_string(Trouble::Kind kind) {
  constexpr std::string_view kWords[] = {"unreadable", "too-large", "not-text", "syntax-damage", "limit"};
  return kWords[static_cast<std::size_t>(kind)];
}

class Dump {
 public:
  Dump(const FileFacts& facts, std::string_view source) : facts_(facts), lines_(source) {}

  std::string text() && {
    if (facts_.is_generated) out_ += "generated\n";
    if (facts_.is_module) out_ += "module\n";
    nodes();
    bindings();
    imports();
    exports();
    directives();
    for (const Trouble& trouble : facts_.troubles) {
      out_ += "trouble ";
      out_ += to_string(trouble.kind);
      span(trouble.span);
      out_ += " ";
      append_quoted(out_, trouble.message);
      out_ += "\n";
    }
    return std::move(out_);
  }

 private:
  void span(Span span) {
    const Position begin = lines_.position(span.begin);
    const Position end = lines_.position(span.end);
    out_ += " " + std::to_string(begin.line) + ":" + std::to_string(begin.column) + "-";
    if (end.line != begin.line) out_ += std::to_string(end.line) + ":";
    out_ += std::to_string(end.column);
  }

  void nodes() {
    std::vector<std::uint32_t> ends;  // of the nodes around
    for (std::uint32_t i = 0; i < facts_.nodes.size(); ++i) {
      const Node& node = facts_.nodes[i];
      while (!ends.empty() && ends.back() <= i) ends.pop_back();
      out_.append(ends.size() * 2, ' ');
      ends.push_back(i + node.size);
      out_ += facts::to_string(node.kind);
      if (node.kind == Kind::None) {
        out_ += "\n";
        continue;
      }
      if (node.op != Op::None) {
        out_ += " ";
        out_ += facts::to_string(node.op);
      }
      if (const auto name = facts_.name(NodeId{i})) {
        out_ += " ";
        append_quoted(out_, facts_.text(*name));
      }
      if (const auto binding = facts_.binding(NodeId{i})) out_ += " ->" + std::to_string(binding->value);
      for (unsigned bit = 0; bit < 16; ++bit) {
        const auto flag = static_cast<Flag>(1U << bit);
        if (!node.has(flag)) continue;
        std::string_view word = flag_word(node.kind, flag);
        if (flag == kConstructor && facts_.text(NodeId{i}) == "constructor") word = "constructor";
        if (!word.empty()) out_.append(" ").append(word);
      }
      span({node.begin, node.end});
      out_ += "\n";
    }
  }

  void bindings() {
    for (std::uint32_t i = 0; i < facts_.bindings.size(); ++i) {
      const Binding& binding = facts_.bindings[i];
      out_ += "binding " + std::to_string(i) + " ";
      out_ += to_string(binding.kind);
      out_ += " ";
      append_quoted(out_, facts_.text(binding.name));
      span(binding.name_span);
      const Node& scope = facts_[binding.scope];
      out_ += " in ";
      out_ += facts::to_string(scope.kind);
      out_ += " " + std::to_string(lines_.position(scope.begin).line);
      if (binding.import != kNone) {
        out_ += " import " + std::to_string(binding.import) + " ";
        append_quoted(out_, facts_.text(binding.imported));
      }
      if (binding.is_assigned) out_ += " assigned";
      out_ += "\n";
    }
  }

  void imports() {
    for (std::uint32_t i = 0; i < facts_.imports.size(); ++i) {
      const Import& import = facts_.imports[i];
      out_ += "import " + std::to_string(i) + " ";
      out_ += to_string(import.form);
      out_ += " ";
      append_quoted(out_, facts_.text(import.specifier));
      if (import.type_only) out_ += " type-only";
      span(import.specifier_span);
      out_ += "\n";
    }
  }

  void exports() {
    for (const Export& exported : facts_.exports) {
      out_ += "export ";
      append_quoted(out_, facts_.text(exported.name));
      if (exported.binding != kNone) out_ += " binding " + std::to_string(exported.binding);
      if (exported.expression != kNone) {
        out_ += " expression";
        span(facts_.span(NodeId{exported.expression}));
      }
      if (exported.import != kNone) {
        out_ += " import " + std::to_string(exported.import) + " ";
        append_quoted(out_, facts_.text(exported.imported));
      }
      if (exported.type_only) out_ += " type-only";
      out_ += "\n";
    }
  }

  void directives() {
    for (const Directive& directive : facts_.directives) {
      out_ += "directive ";
      append_quoted(out_, directive.text);
      span(directive.where);
      out_ += "\n";
    }
  }

  const FileFacts& facts_;
  Lines lines_;
  std::string out_;
};

}  // namespace

std::string dump(const FileFacts& facts, std::string_view source) { return Dump(facts, source).text(); }

}  // namespace lockstep::facts
