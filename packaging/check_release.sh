#!/usr/bin/env bash
# The last look before publishing: the packages of all platforms are there, unchanged, and of the version that the tag names.
# Leaves one list of checksums, and this version's part of the changelog as NOTES.md.
#
# usage: packaging/check_release.sh FOLDER TAG
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="$1" tag="$2"
version="$(sed -n 's/^  VERSION \([0-9.]*\)$/\1/p' "$root/CMakeLists.txt")"

fail() {
  echo "error: $*" >&2
  exit 1
}

[ "$tag" = "v$version" ] || fail "the tag is $tag, but CMakeLists.txt says $version"
cd "$folder"
[ -f "lockstep-$version.tgz" ] || fail "lockstep-$version.tgz is missing"
for platform in $(sed -n 's|^ *"@lockstep/cli-\([a-z0-9-]*\)": .*|\1|p' "$root/package.json"); do
  for file in "lockstep-cli-$platform-$version.tgz" "lockstep-$version-$platform.tar.gz" "lockstep-$version-$platform.cdx.json"; do
    [ -f "$file" ] || fail "$file is missing"
    grep -q " $file\$" "SHA256SUMS-$platform" || fail "SHA256SUMS-$platform does not name $file"
  done
done
# Each platform packs the package that is the same for all; the one that is left must be one of those.
grep -h "  lockstep-$version.tgz\$" SHA256SUMS-* >root-sums
sha256sum lockstep-"$version".tgz | grep -qxFf - root-sums || fail "lockstep-$version.tgz is none of those that were made"
grep -hv "  lockstep-$version.tgz\$" SHA256SUMS-* >SHA256SUMS
sha256sum lockstep-"$version".tgz >>SHA256SUMS
rm -f root-sums SHA256SUMS-*
sha256sum --check --strict --quiet SHA256SUMS

sed -n "/^## \[$version\]/,/^## /p" "$root/CHANGELOG.md" | sed '1d; /^## /d' >NOTES.md
grep -q . NOTES.md || fail "CHANGELOG.md says nothing about $version"
echo "$(wc -l <SHA256SUMS) files of $version are ready"
