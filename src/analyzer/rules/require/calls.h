#pragma once

#include "rules/require/scene.h"

#include <string>
#include <vector>

/// Which calls a demand is about.
namespace lockstep::rules::require {

/// `"call"` names functions of the program or of libraries, `"deletes"` an entity whose rows are deleted.
struct CallQuery {
  std::vector<std::string> calls;    ///< "UsersService.remove", "Repository.delete"
  std::vector<std::string> deletes;  ///< "User"

  std::string shown() const;
};

CallQuery read_call_query(json::Reader& reader);

struct CallsFound {
  bool is_elsewhere = false;      ///< there are some, in tests or in code that nothing runs
  std::vector<Node> calls;        ///< in production code that may run, in order of path and position
  std::vector<std::string> idle;  ///< of the query's names those without any: "nothing calls `remvoe`"
};
/// "there is no deleting User", and whether there is one that does not count.
std::string why_no_call(const CallQuery& query, const CallsFound& found);
CallsFound find_calls(const CallQuery& query, const Scene& scene);

/// Whether a lock's key, as effects write it, is of a shape: `visitor:{}` or `visitor:*`.
bool is_key_of(std::string_view shape, const std::string& key);

}  // namespace lockstep::rules::require
