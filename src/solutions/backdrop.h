// Backdrop: what people are put on.
#pragma once

#include <string>

#include "engine/engine.h"
#include "image/draw.h"
#include "saccade/image.h"

namespace saccade {

class Backdrop {
 public:
  // "": none; "blur"; "#rrggbb". invalid_argument otherwise.
  static Result<Backdrop> create(const std::string& name);
  // An empty picture is none.
  explicit Backdrop(const Image& picture) : kind_(picture.empty() ? Kind::kNone : Kind::kPicture), picture_(picture) {}
  Backdrop() = default;

  bool empty() const { return kind_ == Kind::kNone; }
  // The background for a frame, of its size. Colours and pictures are made once for each size.
  Result<Image> behind(const Image& frame, Engine& engine);

 private:
  enum class Kind { kNone, kBlur, kColor, kPicture };
  Kind kind_ = Kind::kNone;
  Color color_;
  Image picture_;
  Image made_;  // of the last frame's size
};

}  // namespace saccade
