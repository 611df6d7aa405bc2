#include "findings/locate.h"

#include "base/lines.h"
#include "findings/line_hash.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace lockstep::findings {
namespace {

/// Of a longer line only a piece around the span is kept: a minified file may hold thousands of places on one line.
constexpr std::uint32_t kLongestLine = 2000;
constexpr std::uint32_t kBeforeSpan = 500;

struct Wanted {
  Place* place;
  bool is_primary = false;
  bool is_edit = false;
};

void append_places(Finding& finding, std::vector<Wanted>& all) {
  all.push_back({.place = &finding.where, .is_primary = true});
  for (Site& site : finding.also) all.push_back({.place = &site.place, .is_primary = true});
  for (Related& related : finding.related) all.push_back({.place = &related.place});
  for (Step& step : finding.steps) all.push_back({.place = &step.place});
  if (finding.matrix) {
    for (Matrix::Row& row : finding.matrix->rows) all.push_back({.place = &row.place});
  }
  for (Edit& edit : finding.edits) all.push_back({.place = &edit.place, .is_edit = true});
  for (Reason& reason : finding.reasons) {
    if (reason.place) all.push_back({.place = &*reason.place});
  }
}

std::vector<Wanted> places_of(Outcome& outcome) {
  std::vector<Wanted> all;
  for (Finding& finding : outcome.findings) append_places(finding, all);
  for (Accepted& accepted : outcome.accepted) {
    append_places(accepted.finding, all);
    all.push_back({.place = &accepted.comment});
  }
  for (Verdict& verdict : outcome.verdicts) {
    for (Related& evidence : verdict.evidence) all.push_back({.place = &evidence.place});
  }
  for (Suppression& suppression : outcome.suppressions) all.push_back({.place = &suppression.place});
  for (Notification& notification : outcome.notifications) {
    if (notification.place) all.push_back({.place = &*notification.place});
  }
  return all;
}

std::vector<Wanted> places_of(Coverage& coverage) {
  std::vector<Wanted> all;
  for (CoverageSection& section : coverage.sections) {
    for (Tally& tally : section.tallies) {
      for (Related& example : tally.examples) all.push_back({.place = &example.place});
    }
  }
  return all;
}

void add_places(Inventory& inventory, std::vector<Wanted>& all) {
  const auto add = [&](Spot& spot) { all.push_back({.place = &spot.place}); };
  for (KnownDomain& domain : inventory.domains) {
    add(domain.owner);
    for (KnownDomain::Copy& copy : domain.copies) add(copy.where);
    for (Spot& spot : domain.producers) add(spot);
    for (Spot& spot : domain.handlers) add(spot);
  }
  for (KnownActor& actor : inventory.actors) {
    if (actor.constant) add(*actor.constant);
    for (Spot& spot : actor.uses) add(spot);
  }
  for (KnownChannel& channel : inventory.channels) {
    for (KnownChannel::Message& message : channel.messages) {
      for (Spot& spot : message.senders) add(spot);
      for (Spot& spot : message.listeners) add(spot);
    }
  }
  for (KnownLock& lock : inventory.locks) {
    for (Spot& spot : lock.holders) add(spot);
  }
  for (KnownEntries& entries : inventory.entries) {
    for (Spot& spot : entries.entries) add(spot);
  }
  for (const Wanted& wanted : places_of(inventory.coverage)) all.push_back(wanted);
}

/// Columns of offsets that come in rising order, so that a line is counted through once and not once a place.
class Columns {
 public:
  Columns(std::string_view text, const Lines& lines) : text_(text), lines_(lines) {}

  Position position(std::uint32_t offset) {
    const std::uint32_t line = lines_.line_at(offset);
    if (line != last_.line || offset < last_offset_) {
      last_ = {.line = line, .column = 1};
      last_offset_ = lines_.begin(line);
      // A byte order mark belongs to the encoding and has no column.
      if (last_offset_ == 0 && text_.starts_with("\xEF\xBB\xBF")) last_offset_ = std::min(3U, offset);
    }
    last_.column += utf16_length(text_.substr(last_offset_, offset - last_offset_));
    last_offset_ = offset;
    return last_;
  }

 private:
  std::string_view text_;
  const Lines& lines_;
  Position last_{.line = 0, .column = 1};
  std::uint32_t last_offset_ = 0;
};

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

void fill(const Wanted& wanted, std::string_view text, const Lines& lines, Columns& columns) {
  Place& place = *wanted.place;
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t begin = std::min(place.span.begin, size);
  const std::uint32_t end = std::clamp(place.span.end, begin, size);
  place.start = columns.position(begin);

  const std::string_view line = lines.line(place.start.line);
  const auto line_begin = static_cast<std::uint32_t>(line.data() - text.data());
  const std::uint32_t line_end = line_begin + static_cast<std::uint32_t>(line.size());
  const std::uint32_t cut = wanted.is_edit ? end : std::max(begin, std::min(end, line_end));
  if (cut <= line_end || lines.line_at(cut) == place.start.line) {
    place.end = {.line = place.start.line,
                 .column = place.start.column + utf16_length(text.substr(begin, cut - begin))};
  } else {
    place.end = lines.position(cut);
  }

  if (line.size() <= kLongestLine) {
    place.line = line;
    place.line_column = 1;
    return;
  }
  std::uint32_t from = begin - line_begin > kBeforeSpan ? begin - kBeforeSpan : line_begin;
  while (from > line_begin && continues_character(text[from])) --from;
  std::uint32_t to = std::min(line_end, from + kLongestLine);
  while (to < line_end && continues_character(text[to])) ++to;
  place.line = text.substr(from, to - from);
  place.line_column =
      from >= begin ? place.start.column : place.start.column - utf16_length(text.substr(from, begin - from));
}

void fill_file(std::span<const Wanted> places, const ReadFile& read) {
  const auto text = read(places.front().place->path);
  if (!text) return;
  const Lines lines(*text);
  Columns columns(*text, lines);
  std::vector<std::uint32_t> primary_lines;
  for (const Wanted& wanted : places) {
    fill(wanted, *text, lines, columns);
    if (wanted.is_primary) primary_lines.push_back(wanted.place->start.line);
  }
  if (primary_lines.empty()) return;
  // Places come in order of position, and so do the lines.
  const std::vector<std::string> hashes = line_hashes(*text, primary_lines);
  std::size_t next = 0;
  for (const Wanted& wanted : places) {
    if (wanted.is_primary) wanted.place->line_hash = hashes[next++];
  }
}

/// Those of one file side by side and in order of position, so that each file is read once.
void fill_all(std::vector<Wanted> all, const ReadFile& read, const Workers& workers) {
  std::erase_if(all, [](const Wanted& wanted) { return wanted.place->path.empty(); });
  std::stable_sort(all.begin(), all.end(), [](const Wanted& a, const Wanted& b) { return *a.place < *b.place; });
  std::vector<std::span<const Wanted>> files;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && all[end].place->path == all[begin].place->path) ++end;
    files.push_back(std::span(all).subspan(begin, end - begin));
    begin = end;
  }
  workers.for_each(files.size(), [&](std::size_t index) { fill_file(files[index], read); });
}

}  // namespace

void locate(Outcome& outcome, const ReadFile& read, const Workers& workers) {
  std::vector<Wanted> all = places_of(outcome);
  if (outcome.inventory) add_places(*outcome.inventory, all);
  fill_all(std::move(all), read, workers);
}

void locate(Coverage& coverage, const ReadFile& read, const Workers& workers) {
  fill_all(places_of(coverage), read, workers);
}

void count_from_above(Outcome& outcome, std::string_view folder) {
  for (const Wanted& wanted : places_of(outcome)) {
    if (!wanted.place->path.empty()) wanted.place->path.insert(0, folder);
  }
}

}  // namespace lockstep::findings
