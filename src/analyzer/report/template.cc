#include "report/template.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lockstep::report {
namespace {

constexpr int kDeepest = 12;  // of partials in partials

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

const JsonValue* find(std::string_view name, const std::vector<const JsonValue*>& scopes) {
  if (name == ".") return scopes.back();
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
    if (!(*scope)->is_object()) continue;
    const auto found = (*scope)->find(name);
    if (found != (*scope)->end()) return &*found;
  }
  return nullptr;
}

bool is_there(const JsonValue* value) {
  if (value == nullptr || value->is_null()) return false;
  if (value->is_boolean()) return value->get<bool>();
  if (value->is_string()) return !value->get_ref<const std::string&>().empty();
  if (value->is_structured()) return !value->empty();
  return true;
}

std::string text_of(const JsonValue* value) {
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) return value->get<std::string>();
  return value->dump();
}

}  // namespace

Template::Template(std::string_view text, const Partials& partials) { read(text, partials, 0); }

void Template::read(std::string_view text, const Partials& partials, int depth) {
  if (depth > kDeepest) return;
  std::vector<std::size_t> open;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t tag = text.find("{{", at);
    if (tag == std::string_view::npos) {
      parts_.push_back({.kind = Kind::Text, .text = text.substr(at)});
      break;
    }
    const bool is_raw = text.substr(tag).starts_with("{{{");
    const std::string_view close = is_raw ? "}}}" : "}}";
    const std::size_t begin = tag + close.size();
    const std::size_t end = text.find(close, begin);
    if (end == std::string_view::npos) return;
    std::string_view name = trimmed(text.substr(begin, end - begin));
    std::size_t next = end + close.size();
    std::size_t text_end = tag;
    const char sign = is_raw || name.empty() ? ' ' : name.front();
    const bool is_section = sign == '#' || sign == '^' || sign == '/';
    if (is_section || sign == '>' || sign == '!') {
      name = trimmed(name.substr(1));
      // Alone on its line, it takes the line with it.
      const std::size_t line = tag == 0 ? 0 : text.rfind('\n', tag - 1) + 1;
      const std::size_t line_end = std::min(text.find('\n', next), text.size());
      if (line >= at && is_blank(text.substr(line, tag - line)) && is_blank(text.substr(next, line_end - next))) {
        text_end = line;
        next = std::min(line_end + 1, text.size());
      }
    }
    if (text_end > at) parts_.push_back({.kind = Kind::Text, .text = text.substr(at, text_end - at)});
    at = next;
    if (sign == '>') {
      read(partials(name), partials, depth + 1);
    } else if (sign == '/') {
      if (open.empty()) return;
      parts_[open.back()].end = parts_.size();
      open.pop_back();
    } else if (is_section) {
      open.push_back(parts_.size());
      parts_.push_back({.kind = sign == '#' ? Kind::Section : Kind::Inverted, .text = name});
    } else if (sign != '!') {
      parts_.push_back({.kind = is_raw ? Kind::Raw : Kind::Value, .text = name});
    }
  }
}

std::string Template::render(const JsonValue& values, const Escape& escape) const {
  std::string out;
  std::vector<const JsonValue*> scopes{&values};
  write(0, parts_.size(), scopes, escape, out);
  return out;
}

// As deep as our templates nest their sections, and no deeper.
void Template::write(std::size_t begin, std::size_t end, std::vector<const JsonValue*>& scopes, const Escape& escape,
                     std::string& out) const {
  for (std::size_t i = begin; i < end; ++i) {
    const Part& part = parts_[i];
    if (part.kind == Kind::Text) {
      out += part.text;
      continue;
    }
    const JsonValue* value = find(part.text, scopes);
    if (part.kind == Kind::Value) {
      out += escape(text_of(value));
    } else if (part.kind == Kind::Raw) {
      out += text_of(value);
    } else {
      const std::size_t last = std::max(part.end, i + 1);
      const bool is_wanted = is_there(value) == (part.kind == Kind::Section);
      if (is_wanted && part.kind == Kind::Inverted) {
        write(i + 1, last, scopes, escape, out);
      } else if (is_wanted) {
        const auto once = [&](const JsonValue& inner) {
          scopes.push_back(&inner);
          write(i + 1, last, scopes, escape, out);
          scopes.pop_back();
        };
        if (value->is_array()) {
          for (const JsonValue& element : *value) once(element);
        } else {
          once(*value);
        }
      }
      i = last - 1;
    }
  }
}

}  // namespace lockstep::report
