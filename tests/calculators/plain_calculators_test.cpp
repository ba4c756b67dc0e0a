// Each node of detections, landmarks, images and tensors once, in a graph: ports, absent inputs, errors of its options.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "calculators/detection/projection.h"
#include "calculators/detection/ssd_anchors.h"
#include "graph_tester.h"
#include "saccade/image.h"
#include "saccade/types.h"
#include "tensor/tensor.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Detections = std::vector<Detection>;
using Tensors = std::vector<Tensor>;

NormalizedLandmark at(float x, float y = 0, float z = 0) { return {x, y, z, std::nullopt, std::nullopt}; }

Tensor tensor(std::vector<float> values) { return Tensor::from_floats({1, static_cast<int>(values.size())}, values); }

Image small_image(int width, int height) {
  return std::move(*ImageBuilder::create(PixelFormat::kRgb8, width, height)).finish();
}

Detection face() {
  Detection detection;
  detection.box = {0.4f, 0.4f, 0.2f, 0.1f};
  detection.keypoints = {{0.4f, 0.4f}, {0.6f, 0.4f}};
  detection.score = 0.9f;
  return detection;
}

TEST(Catalog, IsSortedAndNamesEachCalculatorOnce) {
  const auto catalog = calculator_catalog();
  EXPECT_GT(catalog.size(), 60u);
  for (size_t i = 1; i < catalog.size(); ++i) EXPECT_LT(catalog[i - 1].name, catalog[i].name);
  for (const CalculatorEntry& entry : catalog) {
    EXPECT_NE(entry.create(), nullptr);
    EXPECT_FALSE(entry.summary.empty()) << entry.name;
  }
}

TEST(ImagePropertiesCalculator, GivesTheSizeOfAnyKindOfImage) {
  for (const char* tag : {"IMAGE", "IMAGE_CPU", "IMAGE_GPU"}) {
    GraphTester graph(std::string(R"(input_stream: "in" output_stream: "size"
      node { calculator: "ImagePropertiesCalculator" output_stream: "SIZE:size" input_stream: ")") +
                      tag + ":in\" }");
    ASSERT_TRUE(graph.add<Image>("in", 1, small_image(3, 2)).ok());
    EXPECT_EQ(**graph.out("size").at(0).get<Size>(), (Size{3, 2}));
  }
}

TEST(ToAndFromImageCalculator, PassTheSameImage) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "cpu" output_stream: "gpu" output_stream: "on_gpu"
    node { calculator: "ToImageCalculator" input_stream: "IMAGE_CPU:in" output_stream: "IMAGE:image" }
    node {
      calculator: "FromImageCalculator" input_stream: "IMAGE:image"
      output_stream: "IMAGE_CPU:cpu" output_stream: "IMAGE_GPU:gpu" output_stream: "SOURCE_ON_GPU:on_gpu"
    })");
  ASSERT_TRUE(graph.add<Image>("in", 1, small_image(3, 2)).ok());
  ASSERT_EQ(graph.out("cpu").size(), 1u);
  EXPECT_TRUE(graph.out("cpu")[0].same_payload(graph.out("gpu").at(0)));
  EXPECT_THAT(graph.values<bool>("on_gpu"), ElementsAre(Pair(1, false)));
}

TEST(TensorsToFloatsCalculator, GivesOneNumberOrAll) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "one" output_stream: "all"
    node {
      calculator: "TensorsToFloatsCalculator" input_stream: "TENSORS:in"
      output_stream: "FLOAT:one" output_stream: "FLOATS:all"
      options { [mediapipe.TensorsToFloatsCalculatorOptions.ext] { activation: SIGMOID } }
    })");
  ASSERT_TRUE(graph.add<Tensors>("in", 1, {tensor({0})}).ok());
  EXPECT_THAT(graph.values<float>("one"), ElementsAre(Pair(1, 0.5f)));
  EXPECT_THAT(graph.values<std::vector<float>>("all"), ElementsAre(Pair(1, ElementsAre(0.5f))));
  EXPECT_THAT(graph.add<Tensors>("in", 2, {tensor({0, 1})}).message(), HasSubstr("FLOAT of a tensor with 2 values"));
}

TEST(TensorsToLandmarksCalculator, TakesFlipsFromAStream) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "flip" output_stream: "out" output_stream: "raw"
    node {
      calculator: "TensorsToLandmarksCalculator" input_stream: "TENSORS:in" input_stream: "FLIP_HORIZONTALLY:flip"
      output_stream: "NORM_LANDMARKS:out" output_stream: "LANDMARKS:raw"
      options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
        num_landmarks: 1 input_image_width: 10 input_image_height: 10 } }
    })");
  ASSERT_TRUE(graph.add<Tensors>("in", 1, {tensor({2, 5, 1})}).ok());
  ASSERT_TRUE(graph.add<bool>("flip", 1, true).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<NormalizedLandmarks>())->at(0).x, 0.8f);
  EXPECT_FLOAT_EQ((*graph.out("raw").at(0).get<Landmarks>())->at(0).x, 8);
  EXPECT_EQ(graph.add<Tensors>("in", 2, {}).code(), StatusCode::kOk);  // waits for the flip
  EXPECT_FALSE(graph.add<bool>("flip", 2, true).ok());
}

TEST(TensorsToClassificationCalculator, NamesTheClassesOfItsOnlyTensor) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "TensorsToClassificationCalculator" input_stream: "TENSORS:in" output_stream: "CLASSIFICATIONS:out"
      options { [mediapipe.TensorsToClassificationCalculatorOptions.ext] {
        top_k: 1 label_map { entries { id: 0 label: "no" } entries { id: 1 label: "yes" } } } }
    })");
  ASSERT_TRUE(graph.add<Tensors>("in", 1, {tensor({0.25f, 0.75f})}).ok());
  const Classifications classes = **graph.out("out").at(0).get<Classifications>();
  ASSERT_EQ(classes.size(), 1u);
  EXPECT_EQ(classes[0].label, "yes");
  EXPECT_THAT(graph.add<Tensors>("in", 2, {}).message(), HasSubstr("TENSORS has 0 tensors"));
}

TEST(HandLandmarksToRectCalculator, NeedsBothInputs) {
  GraphTester graph(R"(
    input_stream: "hand" input_stream: "size" output_stream: "out"
    node {
      calculator: "HandLandmarksToRectCalculator" input_stream: "NORM_LANDMARKS:hand" input_stream: "IMAGE_SIZE:size"
      output_stream: "NORM_RECT:out"
    })");
  NormalizedLandmarks hand(21, at(0.5f, 0.5f));
  hand[0] = at(0.5f, 0.7f);
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("hand", 1, hand).ok());
  ASSERT_TRUE(graph.settle("size", 1).ok());
  EXPECT_THAT(graph.out("out"), IsEmpty());
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("hand", 2, hand).ok());
  ASSERT_TRUE(graph.add<Size>("size", 2, {100, 100}).ok());
  ASSERT_EQ(graph.out("out").size(), 1u);
  const NormalizedRect rect = **graph.out("out")[0].get<NormalizedRect>();
  EXPECT_NEAR(rect.y_center, 0.6f, 1e-6f);
  EXPECT_NEAR(rect.height, 0.2f, 1e-6f);
  EXPECT_NEAR(rect.rotation, 0, 1e-6f);
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("hand", 3, {at(1)}).ok());
  EXPECT_THAT(graph.add<Size>("size", 3, {100, 100}).message(), HasSubstr("21 landmarks"));
}

TEST(WorldLandmarkProjectionCalculator, TurnsWithTheRegionOrNotAtAll) {
  const std::string node = R"(
    input_stream: "in" input_stream: "rect" output_stream: "out"
    node {
      calculator: "WorldLandmarkProjectionCalculator" input_stream: "LANDMARKS:in" output_stream: "LANDMARKS:out" )";
  const Landmarks landmarks = {{1, 0, 3, {}, {}}};
  GraphTester turned(node + "input_stream: 'NORM_RECT:rect' }");
  ASSERT_TRUE(turned.add<Landmarks>("in", 1, landmarks).ok());
  ASSERT_TRUE(turned.settle("rect", 1).ok());
  EXPECT_THAT(turned.out("out"), IsEmpty());
  ASSERT_TRUE(turned.add<Landmarks>("in", 2, landmarks).ok());
  ASSERT_TRUE(turned.add<NormalizedRect>("rect", 2, {.rotation = 1.5707963f}).ok());
  EXPECT_NEAR((*turned.out("out").at(0).get<Landmarks>())->at(0).y, 1, 1e-6f);
  GraphTester plain(node + "}");
  ASSERT_TRUE(plain.add<Landmarks>("in", 1, landmarks).ok());
  EXPECT_EQ((*plain.out("out").at(0).get<Landmarks>())->at(0).x, 1);
}

TEST(LandmarksRefinementCalculator, SendsNothingUnlessAllListsAreThere) {
  GraphTester graph(R"(
    input_stream: "a" input_stream: "b" output_stream: "out"
    node {
      calculator: "LandmarksRefinementCalculator" input_stream: "LANDMARKS:0:a" input_stream: "LANDMARKS:1:b"
      output_stream: "REFINED_LANDMARKS:out"
      options { [mediapipe.LandmarksRefinementCalculatorOptions.ext] {
        refinement { indexes_mapping: [0, 1] z_refinement { copy {} } } refinement { indexes_mapping: 1 } } }
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("a", 1, {at(1), at(2)}).ok());
  ASSERT_TRUE(graph.settle("b", 1).ok());
  EXPECT_THAT(graph.out("out"), IsEmpty());
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("a", 2, {at(1), at(2)}).ok());
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("b", 2, {at(3)}).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<NormalizedLandmarks>())->at(1).x, 3);
}

TEST(LandmarkProjectionCalculator, NeedsARegionAtEveryTimestamp) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "rect" output_stream: "out"
    node {
      calculator: "LandmarkProjectionCalculator" input_stream: "NORM_LANDMARKS:in" input_stream: "NORM_RECT:rect"
      output_stream: "NORM_LANDMARKS:out"
    })");
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("in", 1, {at(1, 0.5f)}).ok());
  ASSERT_TRUE(graph.settle("rect", 1).ok());
  EXPECT_THAT(graph.out("out"), IsEmpty());
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("in", 2, {at(1, 0.5f)}).ok());
  ASSERT_TRUE(
      graph.add<NormalizedRect>("rect", 2, {.x_center = 0.5f, .y_center = 0.5f, .width = 0.2f, .height = 0.2f}).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<NormalizedLandmarks>())->at(0).x, 0.6f);
}

TEST(LetterboxRemovalCalculators, TakePaddingOff) {
  GraphTester graph(R"(
    input_stream: "landmarks" input_stream: "detections" input_stream: "padding" output_stream: "a" output_stream: "b"
    node {
      calculator: "LandmarkLetterboxRemovalCalculator" input_stream: "LANDMARKS:landmarks"
      input_stream: "LETTERBOX_PADDING:padding" output_stream: "LANDMARKS:a"
    }
    node {
      calculator: "DetectionLetterboxRemovalCalculator" input_stream: "DETECTIONS:detections"
      input_stream: "LETTERBOX_PADDING:padding" output_stream: "DETECTIONS:b"
    })");
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("landmarks", 1, {at(0.5f, 0.25f)}).ok());
  ASSERT_TRUE(graph.add<Detections>("detections", 1, {face()}).ok());
  ASSERT_TRUE(graph.add<LetterboxPadding>("padding", 1, {.left = 0, .top = 0.25f, .right = 0, .bottom = 0.25f}).ok());
  EXPECT_FLOAT_EQ((*graph.out("a").at(0).get<NormalizedLandmarks>())->at(0).y, 0);
  EXPECT_FLOAT_EQ((*graph.out("b").at(0).get<Detections>())->at(0).box.ymin, 0.3f);
}

TEST(DetectionProjectionCalculator, MovesDetectionsIntoTheImage) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "matrix" output_stream: "out"
    node {
      calculator: "DetectionProjectionCalculator" input_stream: "DETECTIONS:in" input_stream: "PROJECTION_MATRIX:matrix"
      output_stream: "DETECTIONS:out"
    })");
  ASSERT_TRUE(graph.add<Detections>("in", 1, {face()}).ok());
  ASSERT_TRUE(graph.add<ProjectionMatrix>("matrix", 1, image_from_roi({50, 50, 50, 50, 0}, {100, 100})).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<Detections>())->at(0).box.xmin, 0.45f);
}

TEST(NonMaxSuppressionCalculator, KeepsSilentWithoutDetectionsUnlessTold) {
  const std::string text = R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "NonMaxSuppressionCalculator" input_stream: "in" output_stream: "out"
      options { [mediapipe.NonMaxSuppressionCalculatorOptions.ext] { OPTION } }
    })";
  GraphTester silent(std::string(text).replace(text.find("OPTION }"), 6, ""));
  ASSERT_TRUE(silent.add<Detections>("in", 1, {}).ok());
  EXPECT_THAT(silent.out("out"), IsEmpty());
  EXPECT_EQ(silent.settled("out"), 1);
  GraphTester told(std::string(text).replace(text.find("OPTION }"), 6, "return_empty_detections: true"));
  ASSERT_TRUE(told.add<Detections>("in", 1, {}).ok());
  EXPECT_EQ(told.out("out").size(), 1u);
}

constexpr char kDetector[] = R"(
  input_stream: "in" output_stream: "out"
  node {
    calculator: "SsdAnchorsCalculator" output_side_packet: "anchors"
    options { [mediapipe.SsdAnchorsCalculatorOptions.ext] {
      input_size_width: 8 input_size_height: 4 num_layers: 1 strides: 4 aspect_ratios: 1
      interpolated_scale_aspect_ratio: 0 fixed_anchor_size: true } }
  }
  node {
    calculator: "TensorsToDetectionsCalculator" input_stream: "TENSORS:in" input_side_packet: "ANCHORS:anchors"
    output_stream: "DETECTIONS:out"
    options { [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {
      num_classes: 1 num_boxes: 2 num_coords: 4 x_scale: 8 y_scale: 8 w_scale: 8 h_scale: 8
      reverse_output_order: true sigmoid_score: true min_score_thresh: 0.5 } }
  })";

TEST(TensorsToDetectionsCalculator, DecodesAroundAnchorsOfTheSidePacket) {
  GraphTester graph(kDetector);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Tensors>("in", 1, {tensor({0, 0, 4, 4, 0, 0, 4, 4}), tensor({-3, 3})}).ok());
  const Detections& found = **graph.out("out").at(0).get<Detections>();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FLOAT_EQ(found[0].box.xmin, 0.5f);  // the right one of two cells
  ASSERT_TRUE(graph.add<Tensors>("in", 2, {tensor({0, 0, 4, 4, 0, 0, 4, 4}), tensor({-3, -3})}).ok());
  EXPECT_TRUE((*graph.out("out").at(1).get<Detections>())->empty());
}

TEST(TensorsToDetectionsCalculator, RefusesTensorsThatAreNotItsNetworks) {
  EXPECT_EQ(GraphTester(kDetector).add<Tensors>("in", 1, {tensor({0, 0, 4, 4})}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(GraphTester(kDetector).add<Tensors>("in", 1, {tensor({1}), tensor({1, 1})}).code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(GraphTester(kDetector).add<Tensors>("in", 1, Tensors(4)).code(), StatusCode::kUnimplemented);
}

TEST(DetectionsToRectsCalculator, GivesOneOrAllInBothUnits) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "size"
    output_stream: "first" output_stream: "all" output_stream: "px" output_stream: "all_px"
    node {
      calculator: "DetectionsToRectsCalculator" input_stream: "DETECTIONS:in" input_stream: "IMAGE_SIZE:size"
      output_stream: "NORM_RECT:first" output_stream: "NORM_RECTS:all"
      output_stream: "RECT:px" output_stream: "RECTS:all_px"
      options { [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
        rotation_vector_start_keypoint_index: 0 rotation_vector_end_keypoint_index: 1
        rotation_vector_target_angle_degrees: 0 } }
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Detections>("in", 1, {face(), face()}).ok());
  ASSERT_TRUE(graph.add<Size>("size", 1, {100, 200}).ok());
  EXPECT_FLOAT_EQ((*graph.out("first").at(0).get<NormalizedRect>())->x_center, 0.5f);
  EXPECT_NEAR((*graph.out("first").at(0).get<NormalizedRect>())->rotation, 0, 1e-6f);
  EXPECT_EQ((*graph.out("all").at(0).get<std::vector<NormalizedRect>>())->size(), 2u);
  EXPECT_EQ((*graph.out("px").at(0).get<Rect>())->y_center, 90);
  EXPECT_EQ((*graph.out("all_px").at(0).get<std::vector<Rect>>())->size(), 2u);
  ASSERT_TRUE(graph.add<Detections>("in", 2, {}).ok());
  ASSERT_TRUE(graph.add<Size>("size", 2, {100, 200}).ok());
  EXPECT_EQ(graph.out("first").size(), 1u);
}

TEST(DetectionsToRectsCalculator, GivesAnEmptyRectangleForNoneOnRequest) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "DetectionsToRectsCalculator" input_stream: "DETECTIONS:in" output_stream: "NORM_RECT:out"
      options { [mediapipe.DetectionsToRectsCalculatorOptions.ext] { output_zero_rect_for_empty_detections: true } }
    })");
  ASSERT_TRUE(graph.add<Detections>("in", 2, {}).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<NormalizedRect>())->width, 0);
}

TEST(DetectionsToRectsCalculator, NeedsTheImageSizeForRotation) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "DetectionsToRectsCalculator" input_stream: "DETECTION:in" output_stream: "NORM_RECT:out"
      options { [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
        rotation_vector_start_keypoint_index: 0 rotation_vector_end_keypoint_index: 1
        rotation_vector_target_angle: 0 } }
    })");
  EXPECT_THAT(graph.status().message(), HasSubstr("IMAGE_SIZE is needed"));
}

TEST(AlignmentPointsRectsCalculator, SquaresBetweenTwoPoints) {
  GraphTester graph(R"(
    input_stream: "in" input_stream: "size" output_stream: "out"
    node {
      calculator: "AlignmentPointsRectsCalculator" input_stream: "DETECTION:in" input_stream: "IMAGE_SIZE:size"
      output_stream: "NORM_RECT:out"
      options { [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
        rotation_vector_start_keypoint_index: 0 rotation_vector_end_keypoint_index: 1
        rotation_vector_target_angle_degrees: 90 } }
    })");
  ASSERT_TRUE(graph.add<Detection>("in", 1, face()).ok());
  ASSERT_TRUE(graph.add<Size>("size", 1, {100, 100}).ok());
  const NormalizedRect& rect = **graph.out("out").at(0).get<NormalizedRect>();
  EXPECT_FLOAT_EQ(rect.x_center, 0.4f);
  EXPECT_FLOAT_EQ(rect.width, 0.4f);
  EXPECT_NEAR(rect.rotation, 1.5707963f, 1e-5f);
}

TEST(RectTransformationCalculator, TakesEachKindOfRectangle) {
  const auto text = [](const std::string& tag, bool size) {
    return std::string(R"(input_stream: "in" input_stream: "size" output_stream: "out"
      node { calculator: "RectTransformationCalculator" output_stream: "out" )") +
           "input_stream: \"" + tag + ":in\" " + (size ? "input_stream: \"IMAGE_SIZE:size\" " : "") +
           "options { [mediapipe.RectTransformationCalculatorOptions.ext] { scale_x: 2 } } }";
  };
  GraphTester one(text("NORM_RECT", true));
  ASSERT_TRUE(one.add<NormalizedRect>("in", 1, {.width = 0.1f, .height = 0.1f}).ok());
  ASSERT_TRUE(one.add<Size>("size", 1, {10, 10}).ok());
  EXPECT_FLOAT_EQ((*one.out("out").at(0).get<NormalizedRect>())->width, 0.2f);
  GraphTester many(text("NORM_RECTS", true));
  ASSERT_TRUE(many.add<std::vector<NormalizedRect>>("in", 1, {{.width = 0.1f, .height = 0.1f}}).ok());
  ASSERT_TRUE(many.add<Size>("size", 1, {10, 10}).ok());
  EXPECT_FLOAT_EQ((*many.out("out").at(0).get<std::vector<NormalizedRect>>())->at(0).width, 0.2f);
  GraphTester pixels(text("RECT", false));
  ASSERT_TRUE(pixels.add<Rect>("in", 1, {.width = 3, .height = 4}).ok());
  EXPECT_EQ((*pixels.out("out").at(0).get<Rect>())->width, 6);
  EXPECT_THAT(GraphTester(text("NORM_RECT", false)).status().message(), HasSubstr("NORM_RECT needs IMAGE_SIZE"));
}

TEST(LandmarksToDetectionCalculator, BoxesLandmarks) {
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "LandmarksToDetectionCalculator" input_stream: "NORM_LANDMARKS:in" output_stream: "DETECTION:out"
    })");
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("in", 1, {at(0.1f, 0.2f), at(0.4f, 0.3f)}).ok());
  EXPECT_FLOAT_EQ((*graph.out("out").at(0).get<Detection>())->box.width, 0.3f);
  EXPECT_EQ(graph.add<NormalizedLandmarks>("in", 2, {}).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
