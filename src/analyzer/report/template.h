#pragma once

#include "report/json_value.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Pages as files of their own, with holes that values go into: a small part of Mustache. Whatever goes into a hole is
/// escaped on its way, so no page can forget to.
///
///   {{name}}                a value, escaped
///   {{{name}}}              a value as it is: only for what is built into the binary
///   {{#name}} … {{/name}}   for each element of a list; once for any other value that is neither false, empty nor null
///   {{^name}} … {{/name}}   once where that is not so
///   {{>name}}               another template
///
/// A name is looked for in the innermost value first, then outwards; `.` is that value itself. A tag of a section or
/// partial that stands alone on its line takes the line with it.
namespace lockstep::report {

class Template {
 public:
  using Escape = std::function<std::string(std::string_view)>;
  /// The text of a partial by name.
  using Partials = std::function<std::string_view(std::string_view)>;

  /// `text` and what `partials` answers must outlive it. Templates are our own and tested: in a broken one, what does
  /// not make sense is left out.
  Template(std::string_view text, const Partials& partials);

  std::string render(const JsonValue& values, const Escape& escape) const;

 private:
  enum class Kind : std::uint8_t { Text, Value, Raw, Section, Inverted };
  struct Part {
    Kind kind = Kind::Text;
    std::string_view text;  // or the name
    std::size_t end = 0;    // of a section: the part behind its last
  };
  void read(std::string_view text, const Partials& partials, int depth);
  void write(std::size_t begin, std::size_t end, std::vector<const JsonValue*>& scopes, const Escape& escape,
             std::string& out) const;

  std::vector<Part> parts_;
};

}  // namespace lockstep::report
