// The files of graphs/, part of the library. The table is written at build time (cmake/embed_text.cmake).
#pragma once

#include <span>
#include <string_view>

namespace saccade {

struct EmbeddedText {
  std::string_view file;
  std::string_view text;
};

std::span<const EmbeddedText> embedded_graphs();

}  // namespace saccade
