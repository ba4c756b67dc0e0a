// How a struct of options lists its fields once, so that CLI flags, JSON and Python keywords are made from one place.
//
//   template <class Visitor> void describe(FaceMeshOptions& o, Visitor&& v) {
//     v(Field{"max_faces", "find at most this many faces", 1, 100}, o.max_faces);
//   }
#pragma once

#include <limits>
#include <string_view>

namespace saccade {

struct Field {
  std::string_view name;                                  // underscores; the CLI writes dashes
  std::string_view help;                                  // one line
  double min = -std::numeric_limits<double>::infinity();  // inclusive, numbers only
  double max = std::numeric_limits<double>::infinity();
  std::string_view choices = {};  // "short|full": the values a string may take
};

}  // namespace saccade
