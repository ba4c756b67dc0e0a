// Values at a graph's border as JSON, and side packets as typed on the command line.
#pragma once

#include "saccade/graph.h"
#include "text/json_text.h"

namespace saccade::cli {

// Landmarks [[x,y,z]...], boxes [x,y,w,h], rectangles and classifications as objects; an image as its size and format;
// no packet as null.
void append_value(JsonText& text, const Value& value);

// true and false: bool. 3: int. 3.0: float. 0.1,0.9: several floats. Anything else, or "quoted": text.
Value parse_value(const std::string& text);

}  // namespace saccade::cli
