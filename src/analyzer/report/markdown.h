#pragma once

#include "findings/outcome.h"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace lockstep::report {

struct MarkdownStyle {
  std::string blob_url;        ///< where files of the root can be seen, with a `/` at its end; empty: no links
  std::size_t most_bytes = 0;  ///< leave out what does not fit, the least severe first; 0: no limit
};

/// GitHub-flavoured Markdown, for comments, issues, wikis and the summaries of CI systems. Names from the scanned code
/// stay names: they cannot make a heading, a link, an image, a tag or a mention.
void write_markdown(const findings::Outcome& outcome, const MarkdownStyle& style, std::ostream& out);

/// What belongs to a finding besides its sentence and place: related places, the table of values, the path, the advice.
std::string markdown_details(const findings::Finding& finding, const findings::Outcome& outcome,
                             const MarkdownStyle& style = {});

/// One of our sentences: names between backticks become code, everything else comes out as it was written.
std::string markdown_text(std::string_view text);

/// `text` as code, whatever it is.
std::string markdown_code(std::string_view text);

}  // namespace lockstep::report
