// What was understood, and what was not.

#include "report/audit/pictures.h"
#include "report/audit/view.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>

namespace lockstep::report {
namespace {

using findings::Inventory;
using findings::KnownChannel;
using findings::KnownDomain;
using findings::Spot;

constexpr std::size_t kMostSpots = 6;  // beside a name in a table
constexpr std::size_t kMostValues = 40;

JsonValue spot_view(const Spot& spot) {
  JsonValue view = place_view(spot.place);
  view["label"] = prose(spot.label);
  return view;
}

JsonValue spots_view(std::span<const Spot> spots) {
  JsonValue view = JsonValue::array();
  for (std::size_t i = 0; i < std::min(spots.size(), kMostSpots); ++i) view.push_back(spot_view(spots[i]));
  if (spots.size() > kMostSpots) view.push_back({{"more", number(spots.size() - kMostSpots)}});
  return view;
}

/// The first `most` of a list, and how many were left out.
template <class List, class Make>
JsonValue rows_of(const List& list, std::size_t most, const Make& make) {
  JsonValue view = {{"count", number(list.size())}, {"any", !list.empty()}, {"rows", JsonValue::array()}};
  for (std::size_t i = 0; i < std::min(list.size(), most); ++i) view["rows"].push_back(make(list[i]));
  if (list.size() > most) view["left_out"] = number(list.size() - most);
  return view;
}

Sides sides_of(const KnownDomain& domain) {
  Sides sides;
  for (const Spot& spot : domain.producers) sides.left.push_back(spot.label);
  for (const Spot& spot : domain.handlers) sides.right.push_back(spot.label);
  for (const KnownDomain::Variant& value : domain.values)
    sides.values.push_back({.text = value.text, .left = value.producers, .right = value.handlers});
  return sides;
}

Sides sides_of(const KnownChannel& channel) {
  Sides sides;
  const auto at = [](const Spot& spot, std::vector<std::string>& names) {
    const auto known = std::find(names.begin(), names.end(), spot.label);
    if (known != names.end()) return static_cast<std::size_t>(known - names.begin());
    names.push_back(spot.label);
    return names.size() - 1;
  };
  for (const KnownChannel::Message& message : channel.messages) {
    Sides::Value value{.text = message.name, .left = {}, .right = {}};
    for (const Spot& spot : message.senders) value.left.push_back(at(spot, sides.left));
    for (const Spot& spot : message.listeners) value.right.push_back(at(spot, sides.right));
    sides.values.push_back(std::move(value));
  }
  return sides;
}

JsonValue copy_view(const KnownDomain::Copy& copy) {
  JsonValue view = spot_view(copy.where);
  const auto told = [](const std::vector<std::string>& values) {
    constexpr std::size_t kLongest = 120;
    return shortened(listed(values), kLongest);
  };
  if (!copy.missing.empty()) view["missing"] = told(copy.missing);
  if (!copy.extra.empty()) view["extra"] = told(copy.extra);
  view["same"] = copy.missing.empty() && copy.extra.empty();
  return view;
}

JsonValue domains_view(const Inventory& inventory, const Room& room) {
  std::size_t drawn = 0;
  JsonValue view = rows_of(inventory.domains, room.rows, [&](const KnownDomain& domain) {
    JsonValue row = {{"owner", spot_view(domain.owner)},
                     {"size", numbered(domain.values.size(), "value", "values")},
                     {"copies", JsonValue::array()},
                     {"copy_count", domain.copies.empty() ? JsonValue() : JsonValue(domain.copies.size())},
                     {"handlers", domain.handlers.empty() ? JsonValue() : JsonValue(domain.handlers.size())}};
    std::vector<std::string> values;
    for (const auto& value : domain.values) values.push_back(value.text);
    if (values.size() > kMostValues) values.resize(kMostValues);
    row["values"] = values;
    bool has_drifted = false;
    for (const KnownDomain::Copy& copy : domain.copies) {
      row["copies"].push_back(copy_view(copy));
      has_drifted = has_drifted || !copy.missing.empty() || !copy.extra.empty();
    }
    row["drifted"] = has_drifted;
    row["has_copies"] = !domain.copies.empty();
    row["picture"] = nullptr;
    if (!domain.handlers.empty() && drawn < room.pictures) {
      ++drawn;
      row["picture"] = sides_picture(sides_of(domain));
      row["picture"]["left_title"] = "made by";
      row["picture"]["right_title"] = "handled by";
    }
    return row;
  });
  if (inventory.other_domains > 0)
    view["others"] = numbered(inventory.other_domains, "further enum is", "further enums are");
  return view;
}

JsonValue channels_view(const Inventory& inventory, const Room& room) {
  return rows_of(inventory.channels, room.rows, [&](const KnownChannel& channel) {
    JsonValue row = {{"name", channel.name},
                     {"sends_unknown", channel.sends_unknown},
                     {"hears_unknown", channel.hears_unknown},
                     {"messages", rows_of(channel.messages, room.rows, [](const KnownChannel::Message& message) {
                        return JsonValue{{"name", message.name},
                                         {"senders", spots_view(message.senders)},
                                         {"listeners", spots_view(message.listeners)}};
                      })}};
    row["size"] = numbered(channel.messages.size(), "message", "messages");
    row["picture"] = sides_picture(sides_of(channel));
    row["picture"]["left_title"] = "sent by";
    row["picture"]["right_title"] = "heard by";
    return row;
  });
}

}  // namespace

JsonValue inventory_view(const Inventory& inventory, const Room& room) {
  JsonValue view;
  view["domains"] = domains_view(inventory, room);
  view["channels"] = channels_view(inventory, room);
  view["actors"] = rows_of(inventory.actors, room.rows, [](const findings::KnownActor& actor) {
    JsonValue row = {{"value", actor.value}, {"uses", spots_view(actor.uses)}, {"count", number(actor.uses.size())}};
    if (actor.constant) row["constant"] = spot_view(*actor.constant);
    return row;
  });
  view["locks"] = rows_of(inventory.locks, room.rows, [](const findings::KnownLock& lock) {
    return JsonValue{{"key", lock.key}, {"holders", spots_view(lock.holders)}, {"guarded", lock.guarded}};
  });
  view["migrations"] = rows_of(inventory.migrations, room.rows, [](const findings::KnownMigrations& known) {
    JsonValue row = {{"folder", known.folder.empty() ? "." : known.folder}, {"read", number(known.read)}};
    if (known.unread > 0) row["unread"] = number(known.unread);
    return row;
  });
  std::size_t migrations = 0;
  for (const findings::KnownMigrations& known : inventory.migrations) migrations += known.read;
  view["migrations"]["total"] = number(migrations);
  view["entries"] = rows_of(inventory.entries, room.rows, [&](const findings::KnownEntries& known) {
    JsonValue row = rows_of(known.entries, room.rows, spot_view);
    row["form"] = known.form;
    row["count"] = number(known.count);
    return row;
  });
  view["packages"] = rows_of(inventory.packages, room.rows, [](const findings::KnownPackage& package) {
    return JsonValue{{"title", title_of(package)},
                     {"directory", package.directory},
                     {"files", number(package.files)},
                     {"owners", package.owners}};
  });
  return view;
}

JsonValue gaps_view(const findings::Outcome& outcome, const Room& room) {
  JsonValue view = {{"sections", JsonValue::array()}, {"notices", JsonValue::array()}};
  if (outcome.inventory) {
    for (const findings::CoverageSection& section : outcome.inventory->coverage.sections) {
      JsonValue gaps = JsonValue::array();
      for (const findings::Tally& tally : section.tallies) {
        if (!tally.is_gap) continue;
        JsonValue examples = rows_of(tally.examples, room.rows, [](const findings::Related& example) {
          JsonValue row = example.place.path.empty() ? JsonValue::object() : place_view(example.place);
          row["text"] = example.text;
          return row;
        });
        const std::size_t left_out = tally.count - std::min(tally.count, std::min(tally.examples.size(), room.rows));
        JsonValue gap = {{"count", number(tally.count)},
                         {"text", tally.text},
                         {"has_advice", !tally.advice.empty()},
                         {"advice", prose(tally.advice)},
                         {"examples", examples["rows"]}};
        if (left_out > 0) gap["left_out"] = number(left_out);
        gaps.push_back(std::move(gap));
      }
      const std::size_t percent = section.total == 0 ? 100 : section.understood * 100 / section.total;
      view["sections"].push_back({{"title", section.title},
                                  {"text", sentence(section.text)},
                                  {"percent", percent},
                                  {"complete", gaps.empty()},
                                  // Where nothing is missing, a share says nothing: most libraries need no model.
                                  {"has_share", !gaps.empty() || percent == 100},
                                  {"gaps", std::move(gaps)}});
    }
  }
  for (const findings::Notification& notification : outcome.notifications) {
    if (view["notices"].size() == room.rows) {
      view["more_notices"] = number(outcome.notifications.size() - room.rows);
      break;
    }
    JsonValue notice = {{"level", to_string(notification.level)}, {"message", sentence(notification.message)}};
    notice["place"] = notification.place ? place_view(*notification.place) : JsonValue();
    view["notices"].push_back(std::move(notice));
  }
  view["has_notices"] = !view["notices"].empty();
  return view;
}

}  // namespace lockstep::report
