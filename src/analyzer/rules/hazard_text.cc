#include "rules/hazard_text.h"

#include "effects/units.h"

#include <cstddef>
#include <string_view>
#include <utility>

namespace lockstep::rules {

std::string shown_key(const std::string& key) {
  std::string shown;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] == '{' && i + 1 < key.size() && key[i + 1] == '#') {
      std::size_t end = key.find('}', i);
      if (end == std::string::npos) end = key.size();
      const std::size_t dot = key.find('.', i);
      shown +=
          dot != std::string::npos && dot < end ? "{" + key.substr(dot + 1, end - dot - 1) + "}" : std::string("{…}");
      i = end;
    } else {
      shown += key[i];
    }
  }
  return shown;
}

namespace {

std::string change_of(const effects::Mutation& cause) {
  const std::string column(cause.path.substr(0, cause.path.find('.')));
  switch (cause.strength) {
    case effects::Strength::Merged:
      return column.empty() ? "makes the new value from the old one"
                            : "makes the new '" + column + "' from the old one";
    case effects::Strength::Other:
      return "computes '" + column + "' from '" + cause.from + "'";
    case effects::Strength::Next:
      return "counts on from the greatest '" + column + "'";
    case effects::Strength::Checked:
      return "sets '" + column + "' after a look at it";
    case effects::Strength::Refilled:
      return "writes '" + column + "' back where it is not given";
    case effects::Strength::Rotated:
      return "replaces the '" + column + "' that was handed out";
    case effects::Strength::Drained:
      return "deletes all of it";
    case effects::Strength::Shifted:
      return "moves the rows behind the '" + column + "' that was read";
    case effects::Strength::Late:
      return "sets '" + column + "' whatever it has become";
    case effects::Strength::Limited:
      return "adds one more to what was counted";
    case effects::Strength::Last:
      return "takes one away from what was counted";
    case effects::Strength::Absent:
      return "inserts what was not found";
    case effects::Strength::Claim:
      return "marks as used what was found unused";
    case effects::Strength::Plain:
      break;
  }
  return "changes what was read";
}

}  // namespace

std::string name_of(const effects::Source& read, const std::string& column) {
  switch (read.store) {
    case effects::Store::Row:
      return column.empty() ? read.shown : read.shown + "." + column;
    case effects::Store::Value:
      return "the stored value " + shown_key(read.key_text);
    case effects::Store::File:
      return "the file " + shown_key(read.key_text);
  }
  return {};
}

std::vector<Step> way_in(const Program& program, const effects::Path& path, int& depth) {
  std::vector<Step> steps;
  const std::string start = program.qualified_name(path.start);
  std::string text = start;
  if (path.entry && path.entry->form != program::EntryPoint::Form::Exported) {
    text = path.entry->label + " enters " + start;
  } else if (path.entry) {
    text = start + " is exported";
  } else {
    text = start + " is called from elsewhere";
  }
  const Node at = path.entry && path.entry->registration ? path.entry->registration : path.start;
  steps.push_back({.place = place_of(at), .text = std::move(text), .depth = 0, .role = Step::Role::Enter});
  depth = 0;
  for (const Node& call : path.calls) {
    steps.push_back({.place = place_of(call),
                     .text = "calls " + program::describe(call.is(Kind::Call) ? program::callee(call) : call),
                     .depth = depth,
                     .role = Step::Role::Call});
    ++depth;
  }
  return steps;
}

std::vector<Step> steps_of(const Program& program, const effects::Path& path, const effects::Source& read,
                           const std::vector<Node>& awaits, const effects::Write& write,
                           const effects::Mutation* cause) {
  constexpr std::size_t kMostAwaits = 4;
  int depth = 0;
  std::vector<Step> steps = way_in(program, path, depth);
  const auto down = [&](const std::vector<NodeRef>& chain) {
    int at = depth;
    for (const NodeRef ref : chain)
      steps.push_back({.place = place_of(program[ref]),
                       .text = "calls " + program::describe(program::callee(program[ref])),
                       .depth = at++,
                       .role = Step::Role::Call});
    return at;
  };
  const int read_depth = down(read.chain);
  steps.push_back({.place = place_of(read.deep),
                   .text = (read.is_handed_in ? "is handed " : "reads ") + name_of(read, ""),
                   .depth = read_depth,
                   .role = Step::Role::Read});
  for (std::size_t i = 0; i < awaits.size() && i < kMostAwaits; ++i) {
    steps.push_back({.place = place_of(awaits[i]),
                     .text = "waits, and others may write",
                     .depth = depth,
                     .role = Step::Role::Wait});
  }
  if (cause != nullptr && cause->node != write.flush) {
    const int change_depth = down(cause->chain);
    steps.push_back(
        {.place = place_of(cause->node), .text = change_of(*cause), .depth = change_depth, .role = Step::Role::Change});
  }
  const int write_depth = down(write.chain);
  steps.push_back(
      {.place = place_of(write.deep), .text = "writes it back", .depth = write_depth, .role = Step::Role::Write});
  return steps;
}

}  // namespace lockstep::rules
