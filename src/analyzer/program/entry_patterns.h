#pragma once

#include "base/glob.h"
#include "config/models.h"
#include "program/entry_points.h"

#include <string>
#include <vector>

namespace lockstep::program {

/// One way in which a library lets the outside world in, as section "entry-points" of its model says:
///
///     { "decorators": ["Get", "Post"], "form": "http" }                       a decorated method
///     { "classes": ["Processor"], "methods": ["process"], "form": "queue" }   a method of a decorated class
///     { "extends": ["Task"], "methods": ["perform"], "form": "queue" }        … or of one that extends such a class
///     { "calls": ["get"], "receivers": ["router"], "first": "path", "form": "http" }  functions handed to a call
///     { "news": ["Worker"], "form": "queue" }                                 … or to a constructor
///     { "calls": ["route"], "keys": ["handler"], "form": "http" }             … or within an object: `{path, handler}`
///     { "exports": ["GET"], "files": ["**/route.ts"], "form": "http" }        exports of certain files
struct EntryPattern {
  EntryPoint::Form form = EntryPoint::Form::Callback;
  std::string label;   ///< for people, in front of the first string argument; empty: the decorator's or method's name
  bool upper = false;  ///< the name is a verb of HTTP
  std::vector<std::string> decorators;
  std::vector<std::string> within;   ///< the class must carry one of these decorators
  std::vector<std::string> classes;  ///< decorators of the class
  std::vector<std::string> extends;  ///< ends of names of superclasses
  std::vector<std::string> methods;
  std::vector<std::string> calls;
  std::vector<std::string> news;
  std::vector<std::string> keys;       ///< of an object among the arguments that hold the functions; none: arguments do
  std::vector<std::string> receivers;  ///< ends of the word that the method is called on, any case; none: any receiver
  enum class First { Any, Path, String } first = First::Any;  ///< what the first argument must be
  std::vector<std::string> exports;                           ///< "*": all of them
  std::vector<Glob> files;
  std::string directive;  ///< the file must begin with it
};

/// All patterns of all models, in the order of the models.
std::vector<EntryPattern> entry_patterns(const config::Models& models);

}  // namespace lockstep::program
