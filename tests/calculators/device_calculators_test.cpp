// ImageToTensor and Inference on an engine that remembers what it was asked for; TfLiteModel, custom operators.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calculators/detection/projection.h"
#include "calculators/engine_service.h"
#include "calculators/resources.h"
#include "graph_tester.h"
#include "saccade/types.h"
#include "support/fake_engine.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Tensors = std::vector<Tensor>;

struct Asked {
  int prepared = 0;
  std::vector<Roi> rois;
  WarpSpec spec;
  std::vector<int> wanted;
};

// Every output is the input's first value plus the position of the output.
class FakeSession final : public Session {
 public:
  FakeSession(size_t outputs, std::vector<int> wanted) : wanted_(std::move(wanted)) {
    for (size_t i = 0; wanted_.empty() && i < outputs; ++i) all_.push_back(static_cast<int>(i));
  }
  Result<std::vector<Tensor>> run(const Tensor& input) override {
    Tensors result;
    for (const int output : wanted_.empty() ? all_ : wanted_) {
      const float value = (*input.floats())[0] + static_cast<float>(output);
      result.push_back(Tensor::from_floats({1}, {&value, 1}));
    }
    return result;
  }
  SessionInfo info() const override {
    SessionInfo info;
    info.engine = "fake";
    info.precision = "fp32";
    info.kernel_count = 3;
    return info;
  }

 private:
  std::vector<int> wanted_;
  std::vector<int> all_;
};

class FakeEngine final : public FakeEngineBase {
 public:
  explicit FakeEngine(Asked* asked) : asked_(asked) {}
  Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) override {
    ++asked_->prepared;
    asked_->wanted = options.wanted_outputs;
    return std::make_unique<FakeSession>(model.outputs.size(), options.wanted_outputs);
  }
  Result<Tensor> warp_to_tensor(const Image&, std::span<const Roi> rois, const WarpSpec& spec) override {
    asked_->rois.assign(rois.begin(), rois.end());
    asked_->spec = spec;
    return Tensor::from_floats({1}, std::array<float, 1>{5});
  }

 private:
  Asked* asked_;
};

struct Device {
  Asked asked;
  std::shared_ptr<EngineService> service;
  Services services;

  Device() {
    DeviceChoice choice;
    choice.engine = std::make_shared<FakeEngine>(&asked);
    choice.reason = "asked for";
    service = std::make_shared<EngineService>(choice);
    services.set(service);
    services.set(std::make_shared<ModelStore>());
  }
};

Image image_of(PixelFormat format, int width, int height) {
  return std::move(*ImageBuilder::create(format, width, height)).finish();
}

std::string to_tensor(const std::string& more) {
  return R"(
    input_stream: "image" input_stream: "rect" output_stream: "tensors" output_stream: "padding" output_stream: "matrix"
    node {
      calculator: "ImageToTensorCalculator" input_stream: "IMAGE:image" input_stream: "NORM_RECT:rect"
      output_stream: "TENSORS:tensors" output_stream: "LETTERBOX_PADDING:padding" output_stream: "MATRIX:matrix"
      options { [mediapipe.ImageToTensorCalculatorOptions.ext] { )" +
         more + "} } }";
}

constexpr char kUnitRange[] =
    "output_tensor_width: 64 output_tensor_height: 64 output_tensor_float_range { min: -1 max: 1 } ";

TEST(ImageToTensorCalculator, AsksForTheRegionOfItsRectangle) {
  Device device;
  GraphTester graph(to_tensor(std::string(kUnitRange) + "border_mode: BORDER_ZERO"), {}, device.services);
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Image>("image", 1, image_of(PixelFormat::kRgba8, 200, 100)).ok());
  ASSERT_TRUE(graph.add<NormalizedRect>("rect", 1, {0.5f, 0.5f, 0.25f, 0.5f, 0.1f}).ok());
  EXPECT_THAT(device.asked.rois, ElementsAre(Roi{100, 50, 50, 50, 0.1f}));
  EXPECT_EQ(device.asked.spec.channels, 3);
  EXPECT_EQ(device.asked.spec.width, 64);
  EXPECT_EQ(device.asked.spec.range_min, -1);
  EXPECT_EQ(device.asked.spec.border, Border::kZero);
  EXPECT_EQ(device.asked.spec.grid, SampleGrid::kCorner);
  EXPECT_EQ((*graph.out("tensors").at(0).get<Tensors>())->size(), 1u);
  EXPECT_EQ((*graph.out("padding").at(0).get<LetterboxPadding>())->top, 0);
  EXPECT_EQ(**graph.out("matrix").at(0).get<ProjectionMatrix>(), image_from_roi({100, 50, 50, 50, 0.1f}, {200, 100}));
  const Placement placement = device.service->placement();
  ASSERT_EQ(placement.size(), 1u);
  EXPECT_EQ(placement[0].device, "fake:0");
  EXPECT_EQ(placement[0].reason, "asked for");
}

TEST(ImageToTensorCalculator, GrowsTheRegionToKeepTheAspectRatio) {
  Device device;
  GraphTester graph(R"(
    input_stream: "image" output_stream: "padding"
    node {
      calculator: "ImageToTensorCalculator" input_stream: "IMAGE_GPU:image" output_stream: "TENSORS:tensors"
      output_stream: "LETTERBOX_PADDING:padding"
      options { [mediapipe.ImageToTensorCalculatorOptions.ext] { keep_aspect_ratio: true )" +
                        std::string(kUnitRange) + "} } }",
                    {}, device.services);
  ASSERT_TRUE(graph.add<Image>("image", 1, image_of(PixelFormat::kGray8, 640, 480)).ok());
  EXPECT_THAT(device.asked.rois, ElementsAre(Roi{320, 240, 640, 640, 0}));
  EXPECT_EQ(device.asked.spec.channels, 1);
  EXPECT_EQ(device.asked.spec.border, Border::kReplicate);
  EXPECT_FLOAT_EQ((*graph.out("padding").at(0).get<LetterboxPadding>())->top, 0.125f);
}

TEST(ImageToTensorCalculator, LooksAtNothingWithoutImageOrPlausibleRectangle) {
  Device device;
  GraphTester graph(to_tensor(kUnitRange), {}, device.services);
  const Image image = image_of(PixelFormat::kRgb8, 8, 8);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const NormalizedRect rects[] = {
      {}, {nan, 0.5f, 1, 1}, {0.5f, 0.5f, 1e30f, 1}, {0.5f, 0.5f, -1, 1}, {0.5f, 0.5f, 1, 1, nan}};
  int64_t at = 0;
  for (const NormalizedRect& rect : rects) {
    ASSERT_TRUE(graph.add<Image>("image", ++at, image).ok());
    ASSERT_TRUE(graph.add<NormalizedRect>("rect", at, rect).ok());
  }
  ASSERT_TRUE(graph.add<Image>("image", ++at, image).ok());
  ASSERT_TRUE(graph.settle("rect", at).ok());
  ASSERT_TRUE(graph.add<NormalizedRect>("rect", ++at, {0.5f, 0.5f, 1, 1}).ok());
  ASSERT_TRUE(graph.settle("image", at).ok());
  EXPECT_THAT(graph.out("tensors"), IsEmpty());
  EXPECT_EQ(graph.settled("tensors"), at);
}

TEST(ImageToTensorCalculator, RefusesRangesItCannotMake) {
  Device device;
  for (const char* options : {"", "output_tensor_float_range { min: 1 max: 0 }", "output_tensor_float_range {}",
                              "output_tensor_width: -1 output_tensor_float_range { min: 0 max: 1 }"}) {
    EXPECT_EQ(GraphTester(to_tensor(options), {}, device.services).status().code(), StatusCode::kInvalidArgument)
        << options;
  }
  EXPECT_EQ(GraphTester(to_tensor("output_tensor_uint_range { min: 0 max: 255 }"), {}, device.services).status().code(),
            StatusCode::kUnimplemented);
  EXPECT_FALSE(GraphTester(to_tensor(kUnitRange)).status().ok());  // no engine
}

Model model_with_outputs(std::vector<std::string> names) {
  Model model;
  model.name = "fake.tflite";
  for (const std::string& name : names) {
    TensorInfo info;
    info.name = name;
    model.outputs.push_back(static_cast<TensorId>(model.tensors.size()));
    model.tensors.push_back(info);
  }
  return model;
}

std::string inference(const std::string& name, const std::string& options) {
  return R"(
    input_stream: "in" input_side_packet: "model" output_stream: "out"
    node { calculator: "TfLiteCustomOpResolverCalculator" output_side_packet: "OP_RESOLVER:ops" }
    node {
      calculator: ")" +
         name + R"(" input_stream: "TENSORS:in" input_side_packet: "MODEL:model"
      input_side_packet: "OP_RESOLVER:ops" output_stream: "TENSORS:out"
      options { [mediapipe.InferenceCalculatorOptions.ext] { )" +
         options + "} } }";
}

std::vector<float> firsts(const Packet& packet) {
  std::vector<float> result;
  for (const Tensor& tensor : **packet.get<Tensors>()) result.push_back((*tensor.floats())[0]);
  return result;
}

TEST(InferenceCalculator, RunsAModelUnderAnyNameAndDelegate) {
  for (const char* name : {"InferenceCalculator", "InferenceCalculatorCpu", "InferenceCalculatorXnnpack"}) {
    Device device;
    GraphTester graph(inference(name, "delegate { gpu { use_advanced_gpu_api: true } }"),
                      {{"model", make_packet<Model>(model_with_outputs({"a", "b"}))}}, device.services);
    ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
    ASSERT_TRUE(graph.add<Tensors>("in", 1, {Tensor::from_floats({1}, std::array<float, 1>{10})}).ok());
    EXPECT_THAT(firsts(graph.out("out").at(0)), ElementsAre(10, 11));
    ASSERT_EQ(device.service->placement().size(), 1u);
    EXPECT_EQ(device.service->placement()[0].engine, "fake");
    EXPECT_EQ(device.service->placement()[0].device, "fake:0");
  }
}

TEST(InferenceCalculator, ComputesOnlyTheOutputsItsMappingNames) {
  const auto packets = [] {
    return std::map<std::string, Packet>{{"model", make_packet<Model>(model_with_outputs({"a", "b", "c"}))}};
  };
  Device by_index;
  GraphTester first(inference("InferenceCalculator",
                              "input_output_config { output_tensor_indices_map { model_tensor_indices: [2, 0] } }"),
                    packets(), by_index.services);
  ASSERT_TRUE(first.add<Tensors>("in", 1, {Tensor::from_floats({1}, std::array<float, 1>{10})}).ok());
  EXPECT_THAT(firsts(first.out("out").at(0)), ElementsAre(12, 10));
  Device by_name;
  GraphTester second(
      inference("InferenceCalculator", "input_output_config { output_tensor_names_map { tensor_names: 'b' } }"),
      packets(), by_name.services);
  EXPECT_THAT(by_name.asked.wanted, ElementsAre(1));
  Device unknown;
  GraphTester third(
      inference("InferenceCalculator", "input_output_config { output_tensor_names_map { tensor_names: 'x' } }"),
      packets(), unknown.services);
  EXPECT_THAT(third.status().message(), HasSubstr("fake.tflite has no output named x"));
}

TEST(EngineService, PreparesANodesNetworkOnceForAllRuns) {
  Device device;
  const Packet model = make_packet<Model>(model_with_outputs({"a", "b"}));
  Session* first = *device.service->session("node", model, {});
  EXPECT_EQ(*device.service->session("node", model, {}), first);
  EXPECT_EQ(device.asked.prepared, 1);
  EXPECT_NE(*device.service->session("another", model, {}), first);
  ASSERT_TRUE(device.service->session("node", model, {.wanted_outputs = {1}, .precision = Precision::kAuto}));
  ASSERT_TRUE(device.service->session("node", make_packet<Model>(model_with_outputs({"c"})), {}));
  EXPECT_EQ(device.asked.prepared, 4);
}

TEST(InferenceCalculator, NamesAModelThatIsNotThere) {
  Device device;
  GraphTester graph(R"(
    input_stream: "in" output_stream: "out"
    node {
      calculator: "InferenceCalculator" input_stream: "TENSORS:in" output_stream: "TENSORS:out"
      options { [mediapipe.InferenceCalculatorOptions.ext] { model_path: "mediapipe/modules/no_such_net.tflite" } }
    })",
                    {}, device.services);
  EXPECT_THAT(graph.status().message(), HasSubstr("no_such_net"));
}

TEST(InferenceCalculator, NeedsOneModelAndOneTensor) {
  Device device;
  const auto packets = [] {
    return std::map<std::string, Packet>{{"model", make_packet<Model>(model_with_outputs({"a"}))}};
  };
  EXPECT_EQ(GraphTester(inference("InferenceCalculator", "model_path: 'x.tflite'"), packets(), device.services)
                .status()
                .code(),
            StatusCode::kInvalidArgument);
  GraphTester graph(inference("InferenceCalculator", ""), packets(), device.services);
  EXPECT_EQ(graph.add<Tensors>("in", 1, {}).code(), StatusCode::kInvalidArgument);
}

TEST(TfLiteModelCalculator, RefusesBytesThatAreNoModel) {
  GraphTester graph(R"(
    input_side_packet: "blob" output_side_packet: "model"
    node {
      calculator: "TfLiteModelCalculator" input_side_packet: "MODEL_BLOB:blob" output_side_packet: "MODEL:model"
    })",
                    {{"blob", make_packet<std::string>("not a model")}});
  EXPECT_EQ(graph.status().code(), StatusCode::kDataLoss);
}

}  // namespace
}  // namespace saccade
