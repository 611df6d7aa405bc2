#!/usr/bin/env bash
# Makes everything that a release consists of for this platform: the binary in a .tar.gz and (on Debian) a .deb, the npm
# packages, the bill of materials and the checksums. release.yml runs the same on each platform.
#
# usage: packaging/build.sh BUILD_FOLDER OUTPUT_FOLDER      (BUILD_FOLDER: a configured release build)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mkdir -p "$1" "$2"
build="$(cd "$1" && pwd)" output="$(cd "$2" && pwd)"

version="$(sed -n 's/^  VERSION \([0-9.]*\)$/\1/p' "$root/CMakeLists.txt")"
os="$(uname -s | tr '[:upper:]' '[:lower:]')"
cpu="$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"
platform="$os-$cpu"
python="$(PATH="/usr/bin:$PATH" command -v python3)"

cmake --build "$build" --target package_files
binary="$build/package_files/bin/lockstep"

# The archives. CPack takes what cmake/Package.cmake installs.
generators=TGZ
if command -v dpkg-deb >/dev/null 2>&1; then generators="TGZ;DEB"; fi
(cd "$build" && cpack -G "$generators" -B "$build/cpack" >"$build/cpack.log" 2>&1) || { cat "$build/cpack.log"; exit 1; }
rm -f "$output"/*
find "$build/cpack" -maxdepth 1 \( -name "lockstep-$version-$platform.tar.gz" -o -name "lockstep_${version}*.deb" \) \
  -exec cp {} "$output/" \;

# npm: the package that everybody installs, which is this repository's own, and the one of this platform.
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/package/bin"
install -m 755 "$binary" "$scratch/package/bin/lockstep"
cp "$root/npm/README.md" "$scratch/package/"
cp "$build/package_files/copyright" "$scratch/package/LICENSE"
cat >"$scratch/package/package.json" <<JSON
{
  "name": "@lockstep/cli-$platform",
  "version": "$version",
  "description": "The lockstep binary for $platform",
  "homepage": "https://github.com/lockstep-analyzer/lockstep",
  "repository": { "type": "git", "url": "git+https://github.com/lockstep-analyzer/lockstep.git" },
  "license": "MIT",
  "author": "The lockstep authors",
  "preferUnplugged": true,
  "files": ["bin/lockstep"],
  "os": ["$os"],
  "cpu": ["$cpu"]
}
JSON
(cd "$scratch/package" && npm pack --silent --pack-destination "$output" >/dev/null)
(cd "$root" && npm pack --silent --ignore-scripts --pack-destination "$output" >/dev/null)

"$python" "$root/packaging/sbom.py" "$binary" "$platform" >"$output/lockstep-$version-$platform.cdx.json"
sum() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
(cd "$output" && sum -- * >"$scratch/sums" && mv "$scratch/sums" "SHA256SUMS-$platform")
ls -l "$output"
