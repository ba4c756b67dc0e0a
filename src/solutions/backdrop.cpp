#include "solutions/backdrop.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "image/scale.h"

namespace saccade {
namespace {

// Of the shorter side: enough that faces in the background are not known again.
constexpr float kBlurOfSide = 1 / 25.f;

bool parse_color(const std::string& text, Color* color) {
  constexpr size_t kLength = 7;
  if (text.size() != kLength || text[0] != '#') return false;
  uint32_t value = 0;
  const char* end = text.data() + kLength;
  if (std::from_chars(text.data() + 1, end, value, 16).ptr != end) return false;
  *color = {static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)};
  return true;
}

Result<Image> even_picture(Color color, int width, int height) {
  ImageBuilder builder = SACCADE_TRY(ImageBuilder::create(PixelFormat::kRgb8, width, height));
  for (int y = 0; y < height; ++y) {
    uint8_t* pixel = builder.row(y);
    for (int x = 0; x < width; ++x) {
      for (const uint8_t value : {color.red, color.green, color.blue}) *pixel++ = value;
    }
  }
  return std::move(builder).finish();
}

}  // namespace

Result<Backdrop> Backdrop::create(const std::string& name) {
  Backdrop backdrop;
  if (name == "blur") {
    backdrop.kind_ = Kind::kBlur;
  } else if (parse_color(name, &backdrop.color_)) {
    backdrop.kind_ = Kind::kColor;
  } else if (!name.empty()) {
    return invalid_argument("background is \"" + name + "\"; it must be blur or a colour such as #00b140");
  }
  return backdrop;
}

Result<Image> Backdrop::behind(const Image& frame, Engine& engine) {
  const int width = frame.width(), height = frame.height();
  if (kind_ == Kind::kBlur) return engine.blur(frame, kBlurOfSide * static_cast<float>(std::min(width, height)));
  if (made_.width() != width || made_.height() != height) {
    made_ = kind_ == Kind::kColor ? SACCADE_TRY(even_picture(color_, width, height))
                                  : SACCADE_TRY(scale_to_cover(picture_, {width, height}));
  }
  return made_;
}

}  // namespace saccade
