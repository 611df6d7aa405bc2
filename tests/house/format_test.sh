#!/usr/bin/env bash
# All C++ sources are formatted as .clang-format says.
set -euo pipefail
command -v clang-format-19 >/dev/null || { echo "no clang-format-19 here"; exit 77; }
exec "$1/dev" fmt --check
