"""A package registry of this machine that knows nothing but the packed packages of a folder, so that installing can be tried
exactly as users do it, before anything is published and without a network.

As a program: registry.py FOLDER COMMAND…   runs the command with npm asking this registry.
"""

import base64
import contextlib
import hashlib
import http.server
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import threading
import urllib.parse


def manifest_of(tarball):
    with tarfile.open(tarball) as archive:
        return json.load(archive.extractfile("package/package.json"))


def add_other_platforms(folder):
    """Beside the package of this platform those of all others, which a release makes elsewhere: here they are empty."""
    folder = pathlib.Path(folder)
    root, = folder.glob("lockstep-[0-9]*.tgz")
    known = {manifest_of(tarball)["name"] for tarball in folder.glob("*.tgz")}
    for name, version in manifest_of(root)["optionalDependencies"].items():
        if name in known:
            continue
        os_name, cpu = name.split("-")[1:]
        manifest = json.dumps({"name": name, "version": version, "os": [os_name], "cpu": [cpu]}).encode()
        with tarfile.open(folder / f"{name.replace('@', '').replace('/', '-')}-{version}.tgz", "w:gz") as archive:
            entry = tarfile.TarInfo("package/package.json")
            entry.size = len(manifest)
            archive.addfile(entry, io.BytesIO(manifest))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.unquote(self.path.lstrip("/"))
        asked = self.server.asked
        asked.append(path)
        if path.startswith("-/"):
            self.answer((self.server.folder / pathlib.Path(path).name).read_bytes(), "application/octet-stream")
        elif path in self.server.packages:
            self.answer(json.dumps(self.document(path)).encode(), "application/json")
        else:
            self.send_error(404)

    def document(self, name):
        tarball = self.server.packages[name]
        manifest = manifest_of(tarball)
        content = tarball.read_bytes()
        host, port = self.server.server_address
        manifest["dist"] = {
            "tarball": f"http://{host}:{port}/-/{tarball.name}",
            "shasum": hashlib.sha1(content).hexdigest(),
            "integrity": "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode(),
        }
        version = manifest["version"]
        return {"name": name, "dist-tags": {"latest": version}, "versions": {version: manifest}}

    def answer(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def serve(folder):
    """Yields the environment for npm, and the list of everything that was asked for."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.folder = pathlib.Path(folder)
    server.packages = {manifest_of(tarball)["name"]: tarball for tarball in server.folder.glob("*.tgz")}
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        "npm_config_registry": "http://127.0.0.1:%d/" % server.server_address[1], "npm_config_audit": "false",
        "npm_config_fund": "false", "npm_config_update_notifier": "false", "npm_config_fetch_retries": "0",
    }
    try:
        yield environment, server.asked
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with serve(sys.argv[1]) as (registry, _):
        sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, **registry}).returncode)
