#include "rules/orphan_variant/buses.h"

namespace lockstep::rules::variants {

std::vector<Bus> read_buses(const config::Models& models) {
  std::vector<Bus> buses;
  const auto read = [](const json::Value& value, std::string_view key, Bus::Calls& into) {
    const json::Value* list = value.find(key);
    if (!list) return;
    for (const json::Value& item : list->items()) {
      if (const auto text = item.string()) into.emplace(*text);
    }
  };
  // "package:method.property"
  const auto read_properties = [&](const json::Value& value, std::string_view key, auto& into) {
    Bus::Calls calls;
    read(value, key, calls);
    for (const std::string& call : calls) {
      const std::size_t dot = call.rfind('.');
      if (dot != std::string::npos) into.emplace(call.substr(0, dot), call.substr(dot + 1));
    }
  };
  const auto flag = [](const json::Value& value, std::string_view key) {
    const json::Value* found = value.find(key);
    return found && found->boolean().value_or(false);
  };
  for (const config::Models::Section& section : models.sections("buses")) {
    for (const json::Value& value : section.value.items()) {
      Bus& bus = buses.emplace_back();
      bus.name = value.string("name").value_or("");
      read(value, "send", bus.send);
      read(value, "listen", bus.listen);
      read(value, "listen-to-all", bus.listen_to_all);
      read(value, "decorators", bus.decorators);
      read(value, "compared", bus.compared);
      read(value, "many", bus.many);
      read(value, "send-decorators", bus.send_decorators);
      read(value, "send-anything", bus.send_anything);
      read(value, "tokens", bus.tokens);
      read_properties(value, "send-options", bus.send_options);
      read_properties(value, "send-lists", bus.send_lists);
      read(value, "news-send", bus.news_send);
      read(value, "news-listen", bus.news_listen);
      read(value, "house-send", bus.house_send);
      read(value, "house-listen", bus.house_listen);
      read(value, "class-send", bus.class_send);
      read(value, "class-decorators", bus.class_decorators);
      read(value, "registers", bus.registers);
      read(value, "constructs", bus.constructs);
      read(value, "own", bus.own);
      if (const json::Value* share = value.find("share"))
        bus.share = static_cast<std::size_t>(share->number().value_or(60));
      read(value, "signs-of-life", bus.signs_of_life);
      bus.in_process = flag(value, "in-process");
      bus.wildcards = flag(value, "wildcards");
      read(value, "setups", bus.setups);
      bus.per_receiver = flag(value, "per-receiver");
      bus.foreign_senders = flag(value, "foreign-senders");
      bus.between_services = flag(value, "between-services");
    }
  }
  return buses;
}

std::string call_key(const program::External& external) {
  const std::string_view name = external.name;
  const std::size_t dot = name.rfind('.');
  return std::string{external.package} + ':' + std::string{dot == std::string_view::npos ? name : name.substr(dot + 1)};
}

}  // namespace lockstep::rules::variants
