#include "config/read_text.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace lockstep::config {
namespace {

constexpr std::size_t kMaxSize = 10'000'000;

}  // namespace

Result<std::string> read_text(const std::string& file, const std::string& shown_as) {
  const auto error = [&](std::string what) {
    return Error{.what = std::move(what), .where = shown_as, .frame = {}, .hint = {}};
  };
  std::error_code failure;
  const std::filesystem::file_status status = std::filesystem::status(file, failure);
  // Nobody may ever write into a pipe.
  if (std::filesystem::is_fifo(status) || std::filesystem::is_socket(status)) return error("this is no file");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return error("cannot read this file: " + std::string(std::strerror(errno)));
  std::string text;
  std::string block(65536, '\0');
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0) {
    text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kMaxSize) return error("this file is too large for a configuration");
  }
  // Opening a folder succeeds; reading it does not.
  if (stream.bad()) return error("cannot read this file: " + std::string(std::strerror(errno)));
  return text;
}

}  // namespace lockstep::config
