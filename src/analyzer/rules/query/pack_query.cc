#include "rules/query/pack_query.h"

#include "config/globs.h"
#include "rules/pack_words.h"

#include "json/reader.h"
#include "json/text_place.h"

#include <utility>

namespace lockstep::rules {
namespace {

using json::Reader;
using json::Value;

/// A text that may be written as a list of its lines.
std::string read_lines(Reader& reader, std::string_view key) {
  const Value* value = reader.value(key);
  if (value == nullptr) {
    reader.string(key);  // says that it is missing
    return {};
  }
  std::string text;
  for (const std::string_view line : reader.strings(key)) (text.empty() ? text : text += "\n") += line;
  return text;
}

/// Where a byte of such a text stands.
Span place_of_byte(const json::Document& document, const Value& value, std::size_t at, std::size_t size) {
  if (value.is_string()) return json::place_in_string(document, value, at, size);
  for (const Value& line : value.items()) {
    const std::size_t length = line.string().value_or("").size();
    if (at <= length) return json::place_in_string(document, line, at, size);
    at -= length + 1;
  }
  return value.where();
}

Error error_of(const json::Document& document, const Value& entry, const facts::QueryFault& fault) {
  using Part = facts::QueryFault::Part;
  const auto under = [&](std::string_view key) -> const Value& {
    const Value* found = entry.find(key);
    return found == nullptr ? entry : *found;
  };
  switch (fault.part) {
    case Part::Pattern:
      return document.error(place_of_byte(document, under("query"), fault.at, fault.size), fault.what, fault.hint);
    case Part::Message:
      return document.error(place_of_byte(document, under("message"), fault.at, fault.size), fault.what, fault.hint);
    case Part::Report:
      return document.error(under("report").where(), fault.what, fault.hint);
    case Part::Inside:
    case Part::NotInside: {
      const Value& kinds = under(fault.part == Part::Inside ? "inside" : "not-inside");
      const bool is_list = kinds.is_array() && fault.at < kinds.items().size();
      return document.error(is_list ? kinds.items()[fault.at].where() : kinds.where(), fault.what, fault.hint);
    }
  }
  return document.error(entry.where(), fault.what, fault.hint);
}

std::vector<std::string> copied(const std::vector<std::string_view>& texts) { return {texts.begin(), texts.end()}; }

/// A message as a title of all that it may say: `{c}` of "`{c}` is spelled here" is another each time.
std::string without_captures(std::string_view message) {
  std::string title;
  for (std::size_t at = 0; at < message.size(); ++at) {
    if (message.substr(at, 2) == "{{" || message.substr(at, 2) == "}}") {
      title += message[at++];
      continue;
    }
    const std::size_t close = message[at] == '{' ? message.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      title += message[at];
      continue;
    }
    title += "…";
    at = close;
  }
  return title;
}

}  // namespace

Result<PackQuery> read_query(const config::Pack& pack, const Value& value, facts::Queries& queries) {
  const json::Document& document = pack.document;
  Reader reader{document, value};
  PackQuery query;
  read_id(reader, query.id);
  query.title = reader.string("title", "");
  query.advice = reader.string("advice", "");
  query.severity = read_severity(reader, findings::Severity::Warning);
  const facts::QueryText text{.pattern = read_lines(reader, "query"),
                              .report = std::string(reader.string("report", "")),
                              .message = std::string(reader.string("message")),
                              .inside = copied(reader.strings("inside")),
                              .not_inside = copied(reader.strings("not-inside"))};
  query.files = config::read_globs(reader, "files");
  query.not_files = config::read_globs(reader, "not-files");
  query.in_tests = reader.flag("tests", false);
  if (query.title.empty()) query.title = without_captures(text.message);
  if (const Status status = reader.finish(); !status) return status.error();
  if (const auto fault = queries.add(text)) return error_of(document, value, *fault);
  return query;
}

}  // namespace lockstep::rules
