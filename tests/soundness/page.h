#pragma once

#include "print.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::soundness {

/// The text of one file while it is written, line by line.
class Page {
 public:
  explicit Page(std::string path) : path_(std::move(path)) {}

  void line(std::string_view text) {
    if (!text.empty()) text_.append(static_cast<std::size_t>(indent_) * 2, ' ').append(text);
    text_ += '\n';
    ++lines_;
  }
  void open(std::string_view text) {
    line(text);
    ++indent_;
  }
  void close(std::string_view text) {
    --indent_;
    line(text);
  }
  /// `} else {`
  void turn(std::string_view text) {
    close(text);
    ++indent_;
  }

  Line here() const { return {path_, lines_ + 1}; }
  const std::string& path() const { return path_; }
  std::string text() && { return std::move(text_); }

 private:
  std::string path_;
  std::string text_;
  std::uint32_t lines_ = 0;
  int indent_ = 0;
};

}  // namespace lockstep::soundness
