#include "calculators/detection/ssd_anchors.h"

#include <cmath>
#include <string>

#include "saccade/proto/detection_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Options = mediapipe::SsdAnchorsCalculatorOptions;

constexpr size_t kMaxAnchors = 1000000;

struct BoxShape {
  float scale = 0;
  float aspect_ratio = 1;
};

Status check(const Options& options) {
  const bool from_strides = options.feature_map_width_size() == 0;
  if (options.num_layers() < 1) {
    return invalid_argument("num_layers is " + std::to_string(options.num_layers()) + "; at least 1 is needed");
  }
  if (options.feature_map_width_size() != options.feature_map_height_size()) {
    return invalid_argument("feature_map_width and feature_map_height have different lengths");
  }
  const int sizes = from_strides ? options.strides_size() : options.feature_map_width_size();
  if (sizes != options.num_layers() || (!from_strides && options.strides_size() != options.num_layers())) {
    return invalid_argument("num_layers is " + std::to_string(options.num_layers()) + ", but there are " +
                            std::to_string(options.strides_size()) + " strides and " +
                            std::to_string(options.feature_map_width_size()) + " feature maps");
  }
  for (const int stride : options.strides()) {
    if (stride < 1) return invalid_argument("a stride is " + std::to_string(stride) + "; at least 1 is needed");
  }
  if (from_strides && (options.input_size_width() < 1 || options.input_size_height() < 1)) {
    return invalid_argument("input_size_width and input_size_height must be at least 1");
  }
  for (const float aspect_ratio : options.aspect_ratios()) {
    if (!(aspect_ratio > 0)) return invalid_argument("an aspect ratio is not above 0");
  }
  for (int i = 0; i < options.feature_map_width_size(); ++i) {
    if (options.feature_map_width(i) < 1 || options.feature_map_height(i) < 1) {
      return invalid_argument("a feature map is smaller than 1x1");
    }
  }
  return ok_status();
}

float scale_of_layer(const Options& options, int layer) {
  const int layers = options.strides_size();
  if (layers == 1) return (options.min_scale() + options.max_scale()) * 0.5f;
  return options.min_scale() + (options.max_scale() - options.min_scale()) * 1.0f * static_cast<float>(layer) /
                                   (static_cast<float>(layers) - 1.0f);
}

void add_shapes_of_layer(const Options& options, int layer, std::vector<BoxShape>& shapes) {
  const float scale = scale_of_layer(options, layer);
  if (layer == 0 && options.reduce_boxes_in_lowest_layer()) {
    shapes.insert(shapes.end(), {{0.1f, 1.0f}, {scale, 2.0f}, {scale, 0.5f}});
    return;
  }
  for (const float aspect_ratio : options.aspect_ratios()) shapes.push_back({scale, aspect_ratio});
  if (options.interpolated_scale_aspect_ratio() > 0) {
    const float next = layer == options.strides_size() - 1 ? 1.0f : scale_of_layer(options, layer + 1);
    shapes.push_back({std::sqrt(scale * next), options.interpolated_scale_aspect_ratio()});
  }
}

Status add_map(const Options& options, Size map, const std::vector<BoxShape>& shapes, std::vector<Anchor>& anchors) {
  const size_t cells = static_cast<size_t>(map.width) * static_cast<size_t>(map.height);
  if (!shapes.empty() && cells > (kMaxAnchors - anchors.size()) / shapes.size()) {
    return invalid_argument("more than " + std::to_string(kMaxAnchors) + " anchors");
  }
  anchors.reserve(anchors.size() + cells * shapes.size());
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      for (const BoxShape& shape : shapes) {
        Anchor anchor;
        anchor.x_center = (static_cast<float>(x) + options.anchor_offset_x()) / static_cast<float>(map.width);
        anchor.y_center = (static_cast<float>(y) + options.anchor_offset_y()) / static_cast<float>(map.height);
        const float root = std::sqrt(shape.aspect_ratio);
        anchor.h = options.fixed_anchor_size() ? 1.0f : shape.scale / root;
        anchor.w = options.fixed_anchor_size() ? 1.0f : shape.scale * root;
        anchors.push_back(anchor);
      }
    }
  }
  return ok_status();
}

Size map_of_layer(const Options& options, int layer) {
  if (options.feature_map_width_size() > 0)
    return {options.feature_map_width(layer), options.feature_map_height(layer)};
  const int stride = options.strides(layer);
  return {(options.input_size_width() - 1) / stride + 1, (options.input_size_height() - 1) / stride + 1};
}

}  // namespace

Result<std::vector<Anchor>> make_ssd_anchors(const Options& options) {
  std::vector<Anchor> anchors;
  for (const mediapipe::Anchor& fixed : options.fixed_anchors()) {
    anchors.push_back({fixed.x_center(), fixed.y_center(), fixed.h(), fixed.w()});
  }
  if (!anchors.empty()) return anchors;
  if (options.multiscale_anchor_generation()) return unimplemented("multiscale_anchor_generation is not supported");
  SACCADE_TRY(check(options));

  // Neighbouring layers of one stride share a map: their boxes alternate in every cell.
  for (int layer = 0; layer < options.strides_size();) {
    std::vector<BoxShape> shapes;
    const int first = layer;
    while (layer < options.strides_size() && options.strides(layer) == options.strides(first)) {
      add_shapes_of_layer(options, layer++, shapes);
    }
    const Size map = map_of_layer(options, first);
    SACCADE_TRY(add_map(options, map, shapes, anchors));
  }
  return anchors;
}

}  // namespace saccade
