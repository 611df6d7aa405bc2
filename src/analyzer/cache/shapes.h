#pragma once

#include "cache/archive.h"

#include "base/span.h"

/// The values of `base`, for every codec.
namespace lockstep::cache {

template <class Archive, Like<Span> T>
void describe(Archive& archive, T& span) {
  auto& [begin, end] = span;
  archive(begin, end);
}

template <class Archive, Like<Position> T>
void describe(Archive& archive, T& position) {
  auto& [line, column] = position;
  archive(line, column);
}

}  // namespace lockstep::cache
