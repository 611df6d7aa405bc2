#include "workspace/of_node.h"

#include <algorithm>
#include <array>

namespace lockstep::workspace {
namespace {

constexpr std::array<std::string_view, 44> kModules{
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "domain",
    "events",
    "fs",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "sqlite",
    "stream",
    "string_decoder",
    "sys",
    "test",
    "timers",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
};

}  // namespace

bool is_of_node(std::string_view module) {
  return std::find(kModules.begin(), kModules.end(), module) != kModules.end();
}

}  // namespace lockstep::workspace
