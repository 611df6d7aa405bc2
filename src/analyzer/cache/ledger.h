#pragma once

#include "base/stamp.h"
#include "cache/digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::cache {

/// Whether a file was left alone for a while before `now`. A change within the same tick of the clock in which a file
/// was read would not show; some file systems count in two seconds.
bool is_settled(const Stamp& stamp, std::int64_t now);

/// Which content a file had when it was last read, so that one that did not change since need not be read again; and
/// which content a git object has. In order of path and of id.
///
/// Of files that are as young as our look at them nothing is kept, and the next run reads them again, as git does.
class Ledger {
 public:
  struct FileLine {
    std::string path;  ///< relative to the root
    Stamp stamp;
    Digest content;
    friend bool operator==(const FileLine&, const FileLine&) = default;
  };
  struct ObjectLine {
    std::string id;  ///< of the git object, as git spells it
    Digest content;
    friend bool operator==(const ObjectLine&, const ObjectLine&) = default;
  };

  /// What was written once; empty when that is no ledger of this secret.
  static Ledger parse(const Secret& secret, std::string_view bytes);
  std::string bytes(const Secret& secret) const;

  std::optional<Digest> content_of_file(std::string_view path, const Stamp& stamp) const;
  std::optional<Digest> content_of_object(std::string_view id) const;

  /// Takes what was seen since. What was not seen stays, unless that would be most of the ledger. True when anything is
  /// different now. `now` is the time at which the look began.
  bool update(std::vector<FileLine> files, std::vector<ObjectLine> objects, std::int64_t now);

 private:
  std::vector<FileLine> files_;
  std::vector<ObjectLine> objects_;
};

}  // namespace lockstep::cache
