#include "text/value_text.h"

#include <limits>

#include "text/numbers.h"

namespace saccade::cli {
namespace {

void append(JsonText& text, std::monostate) { text.raw("null"); }
void append(JsonText& text, bool value) { text.raw(value ? "true" : "false"); }
void append(JsonText& text, int value) { text.integer(value); }
void append(JsonText& text, float value) { text.number(value); }
void append(JsonText& text, const std::string& value) { text.string(value); }

void append(JsonText& text, const Image& image) {
  text.raw("{\"width\":");
  text.integer(image.width());
  text.raw(",\"height\":");
  text.integer(image.height());
  text.raw(",\"format\":");
  text.string(image.empty() ? "none" : pixel_format_name(image.format()));
  text.raw('}');
}

void append(JsonText& text, const NormalizedLandmark& point) { text.numbers(point.x, point.y, point.z); }
void append(JsonText& text, const Landmark& point) { text.numbers(point.x, point.y, point.z); }
void append(JsonText& text, const Point2& point) { text.numbers(point.x, point.y); }

template <typename T>
void append(JsonText& text, const std::vector<T>& values);

void append(JsonText& text, const NormalizedRect& rect) {
  text.raw("{\"center\":");
  text.numbers(rect.x_center, rect.y_center);
  text.raw(",\"size\":");
  text.numbers(rect.width, rect.height);
  text.raw(",\"rotation\":");
  text.number(rect.rotation);
  text.raw('}');
}

void append(JsonText& text, const Detection& detection) {
  text.raw("{\"score\":");
  text.number(detection.score);
  text.raw(",\"box\":");
  text.numbers(detection.box.xmin, detection.box.ymin, detection.box.width, detection.box.height);
  text.raw(",\"keypoints\":");
  append(text, detection.keypoints);
  text.raw(",\"label\":");
  text.string(detection.label);
  text.raw('}');
}

void append(JsonText& text, const Classification& classification) {
  text.raw("{\"index\":");
  text.integer(classification.index);
  text.raw(",\"score\":");
  text.number(classification.score);
  text.raw(",\"label\":");
  text.string(classification.label);
  text.raw('}');
}

template <typename T>
void append(JsonText& text, const std::vector<T>& values) {
  text.raw('[');
  for (const T& value : values) {
    if (&value != &values.front()) text.raw(',');
    append(text, value);
  }
  text.raw(']');
}

Value parse_floats(const std::string& text) {
  std::vector<float> values;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t comma = std::min(text.find(',', begin), text.size());
    const Result<double> value = parse_number(std::string_view(text).substr(begin, comma - begin));
    if (!value) return text;
    values.push_back(static_cast<float>(*value));
    begin = comma + 1;
  }
  return values;
}

}  // namespace

void append_value(JsonText& text, const Value& value) {
  std::visit([&](const auto& one) { append(text, one); }, value);
}

Value parse_value(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  constexpr int64_t kLowest = std::numeric_limits<int>::min(), kHighest = std::numeric_limits<int>::max();
  if (const auto whole = parse_integer_between(text, kLowest, kHighest)) return static_cast<int>(*whole);
  if (const auto number = parse_number(text)) return static_cast<float>(*number);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text.find(',') == std::string::npos ? Value(text) : parse_floats(text);
}

}  // namespace saccade::cli
