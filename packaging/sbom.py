#!/usr/bin/env python3
"""Writes what is inside of the binary as a CycloneDX bill of materials.

usage: sbom.py BINARY PLATFORM > lockstep.cdx.json
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What the binary is linked with, besides its own sources: npm packages that CMake compiles, and libraries of the system.
NPM = {"tree-sitter": "MIT", "tree-sitter-typescript": "MIT"}
DEBIAN = {"nlohmann-json3-dev": "MIT", "libcli11-dev": "BSD-3-Clause", "libre2-dev": "BSD-3-Clause"}
STATIC = {"libstdc++-12-dev": "GPL-3.0-or-later WITH GCC-exception-3.1", "libc6-dev": "LGPL-2.1-or-later"}


def licence(expression):
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def npm_component(name, expression):
    lock = json.loads((ROOT / "third_party/package-lock.json").read_text())
    package = lock["packages"]["node_modules/" + name]
    purl = f"pkg:npm/{name}@{package['version']}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": package["version"], "purl": purl,
            "licenses": licence(expression)}


def debian_component(name, expression):
    """None where the library does not come from a Debian package."""
    try:
        asked = subprocess.run(["dpkg-query", "-W", "-f=${Version} ${Architecture}", name], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    if asked.returncode != 0:
        return None
    version, architecture = asked.stdout.split()
    purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={architecture}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "licenses": licence(expression)}


def main():
    binary, platform = pathlib.Path(sys.argv[1]), sys.argv[2]
    version = re.search(r"VERSION (\d+\.\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text())[1]
    debian = {**DEBIAN, **(STATIC if platform.startswith("linux") else {})}
    components = [npm_component(*item) for item in NPM.items()]
    components += [found for found in (debian_component(*item) for item in debian.items()) if found]
    purl = f"pkg:npm/%40lockstep/cli-{platform}@{version}"
    json.dump({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": purl, "name": "lockstep", "version": version, "purl": purl,
            "licenses": licence("MIT"),
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(binary.read_bytes()).hexdigest()}],
        }},
        "components": components,
        "dependencies": [{"ref": purl, "dependsOn": [component["bom-ref"] for component in components]}],
    }, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
