#pragma once

#include "rules/rule.h"

#include <optional>
#include <vector>

/// Lists that NestJS puts together: `{ provide: RUNNERS, useFactory: (...all) => all, inject: [MailRunner, …] }`.
namespace lockstep::rules::variants {

/// The classes of which a parameter or field that is decorated `@Inject(RUNNERS)` gets one each. Nothing when it is no
/// such parameter, or when its provider cannot be read or is not the only one.
std::optional<std::vector<Node>> injected_classes(const Program& program, const Node& declaration);

}  // namespace lockstep::rules::variants
