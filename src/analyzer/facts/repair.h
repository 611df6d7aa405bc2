#pragma once

#include "base/span.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::syntax {
enum class Grammar : std::uint8_t;
}

namespace lockstep::facts {

/// The grammar (0.23) does not know some valid TypeScript: it marks it as an error or, worse, reads it as something
/// else. Rewritten copies of the file, best first, in which such places say the same in words that the grammar knows.
/// Each has the length of the file, so that offsets agree; names are read from the file itself.
///
/// | the file says                          | the parser is shown                                     |
/// | -------------------------------------- | ------------------------------------------------------- |
/// | ``sql<Row>`…` ``                       | ``sql     `…` ``; type arguments of a tag say nothing   |
/// | `f<A, B>(…)` among long arguments       | `f      (…)`, where it was `misread` as two comparisons  |
/// | `using x = f()`, `await using x = f()` | `const x = f()`                                         |
/// | `using` as a name                      | `$sing`                                                 |
/// | `export type * from`                   | `export      * from`                                    |
/// | `import defer * as`                    | `import       * as`                                     |
/// | `f<typeof import("x")>()`              | a name of that length, as for `import("x").T<U>`        |
/// | `<in out T>`                           | `<       T>`                                            |
/// | `(string) => void`                     | `($tring) => void`                                      |
/// | `&` in the text or a string of JSX     | `_`                                                     |
/// | control characters in a string         | `_`                                                     |
/// | a signature below another without `;`  | `;` in place of the line break                          |
/// | `['a'?]`                               | `['a' ]`                                                |
/// | ``type T = `\``` ``                     | ``type T = `__` ``                                      |
std::vector<std::string> repairs(std::string_view source, const std::vector<Span>& damaged,
                                 const std::vector<std::uint32_t>& misread, syntax::Grammar grammar);

/// The repairs that whole programs are full of, made before anything was parsed: of the type arguments of tags, in
/// every component with styles, and of `f<typeof import("x")>()`, in every test that replaces a module. Empty where
/// there is nothing to rewrite. The reading counts only when it is sound, since `<b>` in front of a backtick may be an
/// element.
std::string foreseen_repairs(std::string_view source);

}  // namespace lockstep::facts
