// What was understood, for programs: all of it, where the pages for people cut lists short.

#include "report/json_parts.h"

#include <nlohmann/json.hpp>

#include <span>

namespace lockstep::report {
namespace {

using findings::Spot;

JsonValue spot_json(const Spot& spot) {
  return {{"label", spot.label}, {"path", spot.place.path}, {"line", spot.place.start.line}};
}

JsonValue spots_json(std::span<const Spot> spots) {
  JsonValue json = JsonValue::array();
  for (const Spot& spot : spots) json.push_back(spot_json(spot));
  return json;
}

JsonValue domain_json(const findings::KnownDomain& domain) {
  JsonValue json = {{"owner", spot_json(domain.owner)}, {"values", JsonValue::array()}, {"copies", JsonValue::array()}};
  for (const auto& value : domain.values) {
    json["values"].push_back({{"value", value.text}, {"producers", value.producers}, {"handlers", value.handlers}});
  }
  for (const auto& copy : domain.copies) {
    json["copies"].push_back({{"where", spot_json(copy.where)}, {"missing", copy.missing}, {"extra", copy.extra}});
  }
  json["producers"] = spots_json(domain.producers);
  json["handlers"] = spots_json(domain.handlers);
  return json;
}

JsonValue channel_json(const findings::KnownChannel& channel) {
  JsonValue json = {{"name", channel.name},
                    {"sendsUnknown", channel.sends_unknown},
                    {"hearsUnknown", channel.hears_unknown},
                    {"messages", JsonValue::array()}};
  for (const auto& message : channel.messages) {
    json["messages"].push_back({{"name", message.name},
                                {"senders", spots_json(message.senders)},
                                {"listeners", spots_json(message.listeners)}});
  }
  return json;
}

}  // namespace

JsonValue inventory_json(const findings::Inventory& inventory) {
  JsonValue json = {{"domains", JsonValue::array()},     {"otherDomains", inventory.other_domains},
                    {"channels", JsonValue::array()},    {"actors", JsonValue::array()},
                    {"locks", JsonValue::array()},       {"migrations", JsonValue::array()},
                    {"entryPoints", JsonValue::array()}, {"packages", JsonValue::array()},
                    {"coverage", JsonValue::array()}};
  for (const auto& domain : inventory.domains) json["domains"].push_back(domain_json(domain));
  for (const auto& channel : inventory.channels) json["channels"].push_back(channel_json(channel));
  for (const auto& actor : inventory.actors) {
    json["actors"].push_back({{"value", actor.value},
                              {"constant", actor.constant ? spot_json(*actor.constant) : JsonValue()},
                              {"uses", spots_json(actor.uses)}});
  }
  for (const auto& lock : inventory.locks) {
    json["locks"].push_back({{"key", lock.key}, {"holders", spots_json(lock.holders)}, {"guarded", lock.guarded}});
  }
  for (const auto& known : inventory.migrations) {
    json["migrations"].push_back({{"folder", known.folder}, {"read", known.read}, {"unread", known.unread}});
  }
  for (const auto& known : inventory.entries) {
    json["entryPoints"].push_back(
        {{"form", known.form}, {"count", known.count}, {"entries", spots_json(known.entries)}});
  }
  for (const auto& package : inventory.packages) {
    json["packages"].push_back({{"name", package.name},
                                {"directory", package.directory},
                                {"files", package.files},
                                {"owners", package.owners}});
  }
  for (const auto& section : inventory.coverage.sections) json["coverage"].push_back(section_json(section));
  return json;
}

}  // namespace lockstep::report
