// Pictures that nobody meant for a solution: blank ones, noise, and random parts of a photograph, of any size and
// format.
#pragma once

#include <functional>
#include <random>
#include <string>

#include "saccade/image.h"
#include "saccade/types.h"

namespace saccade {

class HostilePictures {
 public:
  // Without ../shared there are no parts of its file `photograph`.
  HostilePictures(unsigned seed, const std::string& photograph);
  Image next();

 private:
  int below(int bound);
  Size random_size();
  Image filled(Size size, const std::function<uint8_t()>& value);
  Image crop();

  std::mt19937 random_;
  Image photograph_;
};

}  // namespace saccade
