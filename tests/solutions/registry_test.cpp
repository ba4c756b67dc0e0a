#include "solutions/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "graph/expand.h"
#include "graph/plan.h"

namespace saccade {
namespace {

std::set<std::string> node_names(const std::string& graph) {
  const auto plan = GraphPlan::create(builtin_graph(graph), builtin_registry(), {});
  EXPECT_TRUE(plan.ok()) << graph << ": " << plan.error().to_string();
  std::set<std::string> names;
  if (plan) {
    for (const NodePlan& node : (*plan)->nodes) names.insert(node.name);
  }
  return names;
}

TEST(Registry, HoldsOnlyGraphsThatFitTogether) {
  for (const std::string& name : builtin_registry().subgraph_names()) {
    const auto* subgraph = builtin_registry().find_subgraph(name);
    if (subgraph->config == nullptr || name == "FaceDetection") continue;  // FaceDetection is nothing without options
    const auto plan = GraphPlan::create(*subgraph->config, builtin_registry(), {});
    EXPECT_TRUE(plan.ok() || name == "FaceDetectionWithoutRoi") << name << ": " << plan.error().to_string();
  }
}

// Programs name nodes in calculator_params; the names are those that MediaPipe 0.10.14 makes of this graph, but for the
// two inference nodes, which there are subgraphs themselves.
TEST(Registry, GivesTheNodesOfTheFaceMeshTheirUsualNames) {
  const std::string detector = "facedetectionshortrangecpu__facedetectionshortrange__facedetection__";
  const std::string attention = "facelandmarkcpu__switchcontainer_2__tensorstofacelandmarkswithattention__";
  std::set<std::string> expected = {
      "AssociationNormRectCalculator",
      "BeginLoopDetectionCalculator",
      "BeginLoopNormalizedRectCalculator",
      "ClipDetectionVectorSizeCalculator",
      "EndLoopNormalizedLandmarkListVectorCalculator",
      "EndLoopNormalizedRectCalculator_1",
      "EndLoopNormalizedRectCalculator_2",
      "GateCalculator_1",
      "GateCalculator_2",
      "ImagePropertiesCalculator_1",
      "ImagePropertiesCalculator_2",
      "NormalizedRectVectorHasMinSizeCalculator",
      "PreviousLoopbackCalculator",
      "facedetectionfrontdetectiontoroi__DetectionsToRectsCalculator",
      "facedetectionfrontdetectiontoroi__RectTransformationCalculator",
      "facelandmarkcpu__GateCalculator",
      "facelandmarkcpu__ImageToTensorCalculator",
      "facelandmarkcpu__InferenceCalculator",
      "facelandmarkcpu__LandmarkProjectionCalculator",
      "facelandmarkcpu__TensorsToFloatsCalculator",
      "facelandmarkcpu__TfLiteCustomOpResolverCalculator",
      "facelandmarkcpu__ThresholdingCalculator",
      "facelandmarkcpu__facelandmarksmodelloader__LocalFileContentsCalculator",
      "facelandmarkcpu__facelandmarksmodelloader__TfLiteModelCalculator",
      "facelandmarkcpu__facelandmarksmodelloader__switchcontainer__ConstantSidePacketCalculator_1",
      "facelandmarkcpu__facelandmarksmodelloader__switchcontainer__ConstantSidePacketCalculator_2",
      "facelandmarkcpu__facelandmarksmodelloader__switchcontainer__SwitchDemuxCalculator",
      "facelandmarkcpu__facelandmarksmodelloader__switchcontainer__SwitchMuxCalculator",
      "facelandmarkcpu__switchcontainer_1__SplitTensorVectorCalculator_1",
      "facelandmarkcpu__switchcontainer_1__SplitTensorVectorCalculator_2",
      "facelandmarkcpu__switchcontainer_1__SwitchDemuxCalculator",
      "facelandmarkcpu__switchcontainer_1__SwitchMuxCalculator",
      "facelandmarkcpu__switchcontainer_2__SwitchDemuxCalculator",
      "facelandmarkcpu__switchcontainer_2__SwitchMuxCalculator",
      "facelandmarkcpu__switchcontainer_2__tensorstofacelandmarks__TensorsToLandmarksCalculator",
      "facelandmarklandmarkstoroi__DetectionsToRectsCalculator",
      "facelandmarklandmarkstoroi__LandmarksToDetectionCalculator",
      "facelandmarklandmarkstoroi__RectTransformationCalculator",
      attention + "LandmarksRefinementCalculator",
      attention + "SplitTensorVectorCalculator",
  };
  for (int i = 1; i <= 6; ++i) expected.insert(attention + "TensorsToLandmarksCalculator_" + std::to_string(i));
  for (const char* node : {"DetectionProjection", "ImageToTensor", "Inference", "NonMaxSuppression", "SsdAnchors",
                           "TensorsToDetections", "ToImage"}) {
    expected.insert(detector + node + "Calculator");
  }
  EXPECT_EQ(node_names("FaceLandmarkFrontCpu"), expected);
}

TEST(Registry, GivesTheNodesOfTheHandsTheirUsualNames) {
  std::set<std::string> expected = {
      "AssociationNormRectCalculator",
      "BeginLoopDetectionCalculator",
      "BeginLoopNormalizedRectCalculator",
      "ClipDetectionVectorSizeCalculator",
      "EndLoopClassificationListCalculator",
      "EndLoopLandmarkListVectorCalculator",
      "EndLoopNormalizedLandmarkListVectorCalculator",
      "EndLoopNormalizedRectCalculator_1",
      "EndLoopNormalizedRectCalculator_2",
      "GateCalculator_1",
      "GateCalculator_2",
      "ImagePropertiesCalculator_1",
      "ImagePropertiesCalculator_2",
      "NormalizedRectVectorHasMinSizeCalculator",
      "PreviousLoopbackCalculator",
      "handlandmarklandmarkstoroi__HandLandmarksToRectCalculator",
      "handlandmarklandmarkstoroi__RectTransformationCalculator",
      "palmdetectiondetectiontoroi__DetectionsToRectsCalculator",
      "palmdetectiondetectiontoroi__RectTransformationCalculator",
  };
  for (const char* node :
       {"GateCalculator_1", "GateCalculator_2", "GateCalculator_3", "ImageToTensorCalculator", "InferenceCalculator",
        "LandmarkLetterboxRemovalCalculator", "LandmarkProjectionCalculator", "SplitTensorVectorCalculator",
        "TensorsToClassificationCalculator", "TensorsToFloatsCalculator", "TensorsToLandmarksCalculator_1",
        "TensorsToLandmarksCalculator_2", "ThresholdingCalculator", "WorldLandmarkProjectionCalculator"}) {
    expected.insert(std::string("handlandmarkcpu__") + node);
  }
  for (const char* node : {"DetectionLetterboxRemoval", "ImageToTensor", "Inference", "NonMaxSuppression", "SsdAnchors",
                           "TensorsToDetections", "TfLiteCustomOpResolver"}) {
    expected.insert(std::string("palmdetectioncpu__") + node + "Calculator");
  }
  for (const char* loader :
       {"handlandmarkcpu__handlandmarkmodelloader__", "palmdetectioncpu__palmdetectionmodelloader__"}) {
    for (const char* node :
         {"LocalFileContentsCalculator", "TfLiteModelCalculator", "switchcontainer__ConstantSidePacketCalculator_1",
          "switchcontainer__ConstantSidePacketCalculator_2", "switchcontainer__SwitchDemuxCalculator",
          "switchcontainer__SwitchMuxCalculator"}) {
      expected.insert(std::string(loader) + node);
    }
  }
  EXPECT_EQ(node_names("HandLandmarkTrackingCpu"), expected);
}

// As MediaPipe 0.10.14 names them, but for the two inference nodes, which there are subgraphs themselves.
TEST(Registry, GivesTheNodesOfThePoseTheirUsualNames) {
  std::set<std::string> expected = {
      "FromImageCalculator",
      "GateCalculator_1",
      "GateCalculator_2",
      "ImagePropertiesCalculator",
      "MergeCalculator",
      "PacketPresenceCalculator",
      "PreviousLoopbackCalculator",
      "SplitDetectionVectorCalculator",
      "posedetectiontoroi__AlignmentPointsRectsCalculator",
      "posedetectiontoroi__RectTransformationCalculator",
      "poselandmarkfiltering__AlignmentPointsRectsCalculator",
      "poselandmarkfiltering__LandmarksSmoothingCalculator",
      "poselandmarkfiltering__LandmarksToDetectionCalculator",
      "poselandmarkfiltering__VisibilitySmoothingCalculator",
      "poselandmarkstoroi__AlignmentPointsRectsCalculator",
      "poselandmarkstoroi__LandmarksToDetectionCalculator",
      "poselandmarkstoroi__RectTransformationCalculator",
      "posesegmentationfiltering__GateCalculator",
      "posesegmentationfiltering__PreviousLoopbackCalculator",
      "posesegmentationfiltering__SegmentationSmoothingCalculator",
  };
  for (const char* node : {"DetectionLetterboxRemoval", "ImageToTensor", "Inference", "NonMaxSuppression", "SsdAnchors",
                           "TensorsToDetections"}) {
    expected.insert(std::string("posedetectioncpu__") + node + "Calculator");
  }
  for (const char* node : {"ImageProperties", "ImageToTensor", "Inference"}) {
    expected.insert(std::string("poselandmarkbyroicpu__") + node + "Calculator");
  }
  const std::string loader = "poselandmarkbyroicpu__poselandmarkmodelloader__";
  for (const char* node :
       {"LocalFileContentsCalculator", "TfLiteModelCalculator", "switchcontainer__ConstantSidePacketCalculator_1",
        "switchcontainer__ConstantSidePacketCalculator_2", "switchcontainer__ConstantSidePacketCalculator_3",
        "switchcontainer__SwitchDemuxCalculator", "switchcontainer__SwitchMuxCalculator"}) {
    expected.insert(loader + node);
  }
  const std::string tensors = "poselandmarkbyroicpu__tensorstoposelandmarksandsegmentation__";
  for (const char* node :
       {"GateCalculator_1", "GateCalculator_2", "RefineLandmarksFromHeatmapCalculator", "SplitLandmarkListCalculator",
        "SplitNormalizedLandmarkListCalculator", "SplitTensorVectorCalculator", "TensorsToFloatsCalculator",
        "TensorsToLandmarksCalculator_1", "TensorsToLandmarksCalculator_2", "TensorsToSegmentationCalculator",
        "ThresholdingCalculator", "VisibilityCopyCalculator"}) {
    expected.insert(tensors + node);
  }
  const std::string projection = "poselandmarkbyroicpu__poselandmarksandsegmentationinverseprojection__";
  for (const char* node :
       {"InverseMatrixCalculator", "LandmarkLetterboxRemovalCalculator_1", "LandmarkLetterboxRemovalCalculator_2",
        "LandmarkProjectionCalculator_1", "LandmarkProjectionCalculator_2", "WarpAffineCalculator",
        "WorldLandmarkProjectionCalculator"}) {
    expected.insert(projection + node);
  }
  for (int i = 1; i <= 4; ++i) {
    const std::string switched = "poselandmarkfiltering__switchcontainer_" + std::to_string(i) + "__";
    const std::string smoothing = switched + (i % 2 == 1 ? "Visibility" : "Landmarks") + "SmoothingCalculator_";
    for (const std::string& node :
         {switched + "SwitchDemuxCalculator", switched + "SwitchMuxCalculator", smoothing + "1", smoothing + "2"}) {
      expected.insert(node);
    }
  }
  EXPECT_EQ(node_names("PoseLandmarkCpu"), expected);
}

TEST(Registry, MakesGpuNamesOfTheSameGraphs) {
  std::set<std::string> expected;
  for (std::string name : node_names("FaceLandmarkFrontCpu")) {
    for (const char* part : {"facedetectionshortrangecpu", "facelandmarkcpu"}) {
      if (name.starts_with(part)) name.replace(std::string(part).size() - 3, 3, "gpu");
    }
    expected.insert(name);
  }
  EXPECT_EQ(node_names("FaceLandmarkFrontGpu"), expected);
}

TEST(Registry, OfADecidedSwitchKeepsOneBranch) {
  const std::map<std::string, Packet> plain = {{"with_attention", make_packet<bool>(false)}};
  const auto plan = GraphPlan::create(builtin_graph("FaceLandmarkFrontCpu"), builtin_registry(), plain);
  ASSERT_TRUE(plan.ok()) << plan.error().to_string();
  for (const NodePlan& node : (*plan)->nodes)
    EXPECT_EQ(node.name.find("withattention"), std::string::npos) << node.name;
}

}  // namespace
}  // namespace saccade
