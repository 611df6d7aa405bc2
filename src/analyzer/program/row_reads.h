#pragma once

#include "config/models.h"

#include <string_view>
#include <vector>

namespace lockstep::program {

/// Calls of libraries that hand out rows, by what the models' sections "effects" say of them: `find` of TypeORM. What
/// the rows are, the call or what it is called on names: `Repository<Cart>`, `findOne(Cart, …)`.
class RowReads {
 public:
  enum class Gives { Nothing, Row, Rows };

  RowReads() = default;
  explicit RowReads(const config::Models& models);

  /// Of a method as an External names it: {"typeorm", "Repository.findOneBy"}.
  Gives given_by(std::string_view package, std::string_view name) const;

 private:
  struct Read {
    std::string_view package;
    std::string_view method;
    Gives gives = Gives::Nothing;
    friend auto operator<=>(const Read&, const Read&) = default;
  };
  std::vector<Read> reads_;  // sorted; the texts are the models'
};

}  // namespace lockstep::program
