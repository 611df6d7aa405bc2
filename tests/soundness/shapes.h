#pragma once

#include "explore.h"
#include "program.h"

#include <string_view>
#include <vector>

/// What the analyzer does not report, and why: each a question about the program, never about a seed.
namespace lockstep::soundness {

/// What a shape's question is about: ids of statements become statements, and each knows its function.
struct Scene {
  explicit Scene(const Program& program);

  std::vector<const Statement*> statements;  ///< by id
  std::vector<const Function*> functions;    ///< by id of a statement
  std::vector<bool> is_together;             ///< by id: one of several calls in a `Promise.all`
};

template <class Hazard>
struct Shape {
  std::string_view name;
  std::string_view reason;
  bool (*fits)(const Scene& scene, const Hazard& hazard);
};

/// The first shape that fits; null: none.
const Shape<Loss>* shape_of(const Scene& scene, const Loss& loss);
const Shape<Deadlock>* shape_of(const Scene& scene, const Deadlock& deadlock);
std::vector<std::string_view> shape_names();
/// Why a shape is left alone.
std::string_view reason_of(std::string_view name);

}  // namespace lockstep::soundness
