#pragma once

#include "rules/rule.h"

#include <optional>

/// Tests as a requirement sees them: what runs, what is skipped, and what is put in place of the real thing.
namespace lockstep::rules::require {

/// The function of `it('…', async () => …)`, also of `it.each(…)('…', …)`; a test that is skipped proves nothing.
bool is_test_body(const Node& function);

/// Whether a node is never run: behind `if (false)`, or behind a statement that leaves.
bool is_dead(const Node& node, const Node& body);

/// Whether at most one of two nodes runs, since they are on two branches of one condition.
bool exclude_each_other(const Node& one, const Node& other, const Node& body);

/// How many elements a list has, where that is spelled out: `['a']`, `Array.from({ length: 5 })`, `new Array(3)`.
std::optional<std::size_t> length_of(const Program& program, const Node& list);

/// Whether a test's file puts something else in a function's place: `jest.mock('./inbox')`, `vi.spyOn(inbox, 'store')`.
bool is_mocked(const Program& program, const File& test, const Node& function);

}  // namespace lockstep::rules::require
