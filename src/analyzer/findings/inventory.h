#pragma once

#include "findings/coverage.h"
#include "findings/finding.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a scan understood of a program, whether or not something is wrong with it: what an audit shows beside the
/// findings, so that a reader can tell "nothing found" from "nothing seen". Made only when somebody asks for it.
namespace lockstep::findings {

/// A place, and what it is called there: a function, a switch, a list.
struct Spot {
  std::string label;
  Place place;
};

/// A set of values that belong together and have names of their own: an enum, a union of literals, a table of
/// constants.
struct KnownDomain {
  struct Copy {
    Spot where;
    std::vector<std::string> missing;  ///< values of the owner that it lacks
    std::vector<std::string> extra;    ///< values that the owner lacks
  };
  struct Variant {
    std::string text;
    std::vector<std::size_t> producers;  ///< indices into the domain's `producers`
    std::vector<std::size_t> handlers;   ///< and `handlers`
  };
  Spot owner;  ///< the definition that the others should come from
  std::vector<Variant> values;
  std::vector<Copy> copies;
  std::vector<Spot> producers;  ///< functions in which a value is made
  std::vector<Spot> handlers;   ///< where the program decides what to do by the value
};

/// Somebody who is no human user and acts all the same.
struct KnownActor {
  std::string value;             ///< "system"
  std::optional<Spot> constant;  ///< exported for it; none: nobody can import it
  std::vector<Spot> uses;        ///< where it is spelled out in place of an identity
};

/// A way for messages to pass from senders to listeners: an event bus, all sockets, a queue.
struct KnownChannel {
  struct Message {
    std::string name;
    std::vector<Spot> senders;
    std::vector<Spot> listeners;
  };
  std::string name;
  std::vector<Message> messages;
  bool sends_unknown = false;  ///< some sender's name could not be read, so that any message may come
  bool hears_unknown = false;
};

/// A lock, by what its key looks like.
struct KnownLock {
  std::string key;
  std::vector<Spot> holders;         ///< functions that hold it for a while
  std::vector<std::string> guarded;  ///< what they read, change and write back meanwhile: "Conversation.metadata"
};

/// The migrations of a folder.
struct KnownMigrations {
  std::string folder;      ///< relative to the root
  std::size_t read = 0;    ///< whose `up` or script was looked into
  std::size_t unread = 0;  ///< files that lie there and have none
};

/// Where the outside world comes in, of one form: HTTP routes, listeners, jobs.
struct KnownEntries {
  std::string form;  ///< "HTTP requests"
  std::size_t count = 0;
  std::vector<Spot> entries;  ///< all but those that only an `export` makes one: of those there may be thousands
};

struct KnownPackage {
  std::string name;
  std::string directory;  ///< relative to the root, "" for the root itself
  std::size_t files = 0;
  std::vector<std::string> owners;  ///< by CODEOWNERS
};

struct Inventory {
  std::vector<KnownDomain> domains;  ///< those with copies or handlers, in order of path and position
  std::size_t other_domains = 0;     ///< enums that one place declares, and that nobody copies or takes apart
  std::vector<KnownActor> actors;
  std::vector<KnownChannel> channels;
  std::vector<KnownLock> locks;
  std::vector<KnownMigrations> migrations;
  std::vector<KnownEntries> entries;
  std::vector<KnownPackage> packages;
  std::map<std::string, std::vector<std::string>, std::less<>> owners;  ///< of files with findings, by CODEOWNERS
  Coverage coverage;
};

}  // namespace lockstep::findings
