#include "syntax/tree.h"

#include "syntax/language.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

// tree-sitter's private headers: C that is not meant for our warnings.
#include <language.h>
#include <subtree.h>
#include <tree.h>

namespace lockstep::syntax {
namespace {

static_assert(sizeof(Subtree) == sizeof(std::uint64_t));

std::uint64_t pack(Subtree subtree) { return std::bit_cast<std::uint64_t>(subtree); }
Subtree unpack(std::uint64_t bits) { return std::bit_cast<Subtree>(bits); }

std::uint32_t padding_of(Subtree subtree) {
  return subtree.data.is_inline ? subtree.data.padding_bytes : subtree.ptr->padding.bytes;
}
std::uint32_t size_of(Subtree subtree) {
  return subtree.data.is_inline ? subtree.data.size_bytes : subtree.ptr->size.bytes;
}

/// One visit of a node's children. Nodes that the grammar hides stand for their own children, which inherit the field
/// that the hidden node fills unless their own production gives them one. Hidden nodes nest as deep as the logarithm of
/// a repetition's length, since the parser balances those; so recursion is fine here.
class Visit {
 public:
  Visit(const Language& language, std::vector<Node>& out) : language_(language), out_(out) {}

  void children(Subtree parent, std::uint32_t begin, Field inherited) {
    const std::uint32_t count = ts_subtree_child_count(parent);
    if (count == 0) return;
    const Subtree* child = ts_subtree_children(parent);
    const std::uint16_t production = parent.ptr->production_id;
    const TSSymbol* aliases = ts_language_alias_sequence(language_.raw(), production);
    std::uint32_t at = begin;
    std::uint32_t structural = 0;
    for (std::uint32_t i = 0; i < count; ++i, ++child) {
      if (i != 0) at += padding_of(*child);
      const std::uint32_t end = at + size_of(*child);
      TSSymbol alias = 0;
      Field field = Field::None;
      if (!ts_subtree_extra(*child)) {
        if (aliases != nullptr) alias = aliases[structural];
        field = language_.field(production, structural);
        ++structural;
      }
      if (field == Field::None) field = inherited;
      if (alias != 0 || ts_subtree_visible(*child)) {
        const Language::Symbol symbol = language_.symbol(alias != 0 ? alias : ts_subtree_symbol(*child));
        out_.push_back({.subtree = pack(*child),
                        .begin = at,
                        .end = end,
                        .kind = symbol.kind,
                        .field = field,
                        .named = symbol.named,
                        .missing = ts_subtree_missing(*child)});
      } else if (ts_subtree_visible_child_count(*child) > 0) {
        children(*child, at, field);
      }
      at = end;
    }
  }

 private:
  const Language& language_;
  std::vector<Node>& out_;
};

/// Error recovery on adversarial text can take a thousand times what ordinary text takes, so a parse is cut after a
/// number of steps that grows with the text. The parser reports about every hundred operations: over public code,
/// damaged files included, at most once in 60 bytes.
struct Budget {
  std::uint64_t reports = 0;
  std::uint64_t allowed = 0;
  bool is_exceeded = false;

  static bool report(TSParseState* state) {
    auto* budget = static_cast<Budget*>(state->payload);
    budget->is_exceeded = budget->is_exceeded || ++budget->reports > budget->allowed;
    return budget->is_exceeded;
  }
};

/// The text, handed out in pieces: a token that is tried at every byte and fails at the end of the file (`/* /* /*`)
/// takes no operation and all the time, but it asks for the same pieces again and again.
struct Text {
  std::string_view text;
  std::uint64_t allowed = 0;
  std::uint64_t handed_out = 0;
  Budget& budget;

  static const char* read(void* payload, std::uint32_t offset, TSPoint, std::uint32_t* length) {
    constexpr std::size_t kPiece = std::size_t{16} * 1024;
    auto& text = *static_cast<Text*>(payload);
    const std::size_t at = std::min<std::size_t>(offset, text.text.size());
    std::size_t size = std::min(text.text.size() - at, kPiece);
    text.handed_out += size;
    if (text.handed_out > text.allowed) {
      text.budget.is_exceeded = true;
      size = 0;  // the end of the file, as far as this parse is concerned
    }
    *length = static_cast<std::uint32_t>(size);
    return text.text.data() + at;
  }
};

}  // namespace

struct Tree::State {
  TSTree* tree = nullptr;
  const Language* language = nullptr;

  ~State() { ts_tree_delete(tree); }
};

Tree::Tree(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tree::~Tree() = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;

const TSTree* Tree::raw() const { return state_->tree; }

bool Tree::was_cut() const { return state_->tree == nullptr; }

Node Tree::root() const {
  if (was_cut()) return {.kind = Kind::Program, .named = true};
  const Subtree root = state_->tree->root;
  const std::uint32_t begin = padding_of(root);
  const Language::Symbol symbol = state_->language->symbol(ts_subtree_symbol(root));
  return {
      .subtree = pack(root), .begin = begin, .end = begin + size_of(root), .kind = symbol.kind, .named = symbol.named};
}

void Tree::append_children(const Node& node, std::vector<Node>& out) const {
  if (was_cut()) return;
  Visit(*state_->language, out).children(unpack(node.subtree), node.begin, Field::None);
}

bool Tree::has_error(const Node& node) const { return !was_cut() && ts_subtree_error_cost(unpack(node.subtree)) > 0; }

Grammar grammar_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::string_view extension = dot == std::string_view::npos ? "" : path.substr(dot);
  const bool typescript = extension == ".ts" || extension == ".mts" || extension == ".cts";
  return typescript ? Grammar::TypeScript : Grammar::Tsx;
}

struct Parser::State {
  TSParser* parser = ts_parser_new();

  ~State() { ts_parser_delete(parser); }
};

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;

Tree Parser::parse(Grammar grammar, std::string_view source) {
  const Language& language = Language::of(grammar);
  ts_parser_set_language(state_->parser, language.raw());

  Budget budget{.allowed = 2'000 + source.size() / 16};
  Text text{.text = source, .allowed = 4'000'000 + 32 * std::uint64_t{source.size()}, .budget = budget};
  const TSInput input{.payload = &text, .read = Text::read, .encoding = TSInputEncodingUTF8, .decode = nullptr};
  const TSParseOptions options{.payload = &budget, .progress_callback = Budget::report};

  auto state = std::make_unique<Tree::State>();
  state->tree = ts_parser_parse_with_options(state_->parser, nullptr, input, options);
  state->language = &language;
  if (budget.is_exceeded && state->tree != nullptr) {
    ts_tree_delete(state->tree);
    state->tree = nullptr;
  }
  ts_parser_reset(state_->parser);  // a parse that was cut would be resumed otherwise
  return Tree(std::move(state));
}

}  // namespace lockstep::syntax
