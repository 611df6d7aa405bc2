#include "program/entry_patterns.h"

#include "json/reader.h"

#include <string_view>
#include <utility>

namespace lockstep::program {
namespace {

EntryPoint::Form form_of(std::string_view word) {
  using Form = EntryPoint::Form;
  if (word == "http") return Form::Http;
  if (word == "socket") return Form::Socket;
  if (word == "event") return Form::Event;
  if (word == "queue") return Form::Queue;
  if (word == "cron") return Form::Cron;
  if (word == "command") return Form::Command;
  if (word == "startup") return Form::Startup;
  return Form::Callback;
}

std::vector<std::string> strings(json::Reader& reader, std::string_view key) {
  const auto views = reader.strings(key);
  return {views.begin(), views.end()};
}

}  // namespace

std::vector<EntryPattern> entry_patterns(const config::Models& models) {
  std::vector<EntryPattern> patterns;
  for (const auto& section : models.sections("entry-points")) {
    for (const json::Value& item : section.value.items()) {
      json::Reader reader{section.document, item};
      EntryPattern pattern;
      pattern.form = form_of(reader.string("form", "callback"));
      pattern.label = reader.string("label", "");
      pattern.upper = reader.flag("upper", false);
      pattern.decorators = strings(reader, "decorators");
      pattern.within = strings(reader, "within");
      pattern.classes = strings(reader, "classes");
      pattern.extends = strings(reader, "extends");
      pattern.methods = strings(reader, "methods");
      pattern.calls = strings(reader, "calls");
      pattern.news = strings(reader, "news");
      pattern.keys = strings(reader, "keys");
      pattern.receivers = strings(reader, "receivers");
      const std::string_view first = reader.string("first", "any");
      pattern.first = first == "path"     ? EntryPattern::First::Path
                      : first == "string" ? EntryPattern::First::String
                                          : EntryPattern::First::Any;
      pattern.exports = strings(reader, "exports");
      for (const std::string_view glob : reader.strings("files")) pattern.files.emplace_back(glob);
      pattern.directive = reader.string("directive", "");
      patterns.push_back(std::move(pattern));
    }
  }
  return patterns;
}

}  // namespace lockstep::program
