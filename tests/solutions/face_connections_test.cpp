#include "solutions/face_connections.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>

namespace saccade {
namespace {

using Edges = std::set<std::pair<int, int>>;

Edges edges_of(std::span<const Connection> connections) {
  Edges edges;
  for (const Connection& c : connections) {
    EXPECT_LT(c.from, c.to);
    EXPECT_TRUE(edges.emplace(c.from, c.to).second) << c.from << "-" << c.to << " twice";
  }
  return edges;
}

std::map<int, int> degrees_of(const Edges& edges) {
  std::map<int, int> degrees;
  for (const auto& [from, to] : edges) {
    ++degrees[from];
    ++degrees[to];
  }
  return degrees;
}

void expect_closed(std::span<const Connection> connections) {
  for (const auto& [landmark, degree] : degrees_of(edges_of(connections))) EXPECT_EQ(degree, 2) << landmark;
}

TEST(FaceConnections, TheSurfaceJoinsAll468LandmarksByTriangles) {
  const Edges edges = edges_of(face_tesselation());
  EXPECT_EQ(edges.size(), 1322u);  // 2556 directed ones in MediaPipe, some once and some in both directions
  const std::map<int, int> degrees = degrees_of(edges);
  EXPECT_EQ(degrees.size(), 468u);
  EXPECT_EQ(degrees.rbegin()->first, 467);
  for (const auto& [from, to] : edges) {
    bool closes_a_triangle = false;
    for (int third = 0; third < 468; ++third) {
      closes_a_triangle |= edges.contains(std::minmax(from, third)) && edges.contains(std::minmax(to, third));
    }
    EXPECT_TRUE(closes_a_triangle) << from << "-" << to;
  }
}

TEST(FaceConnections, EyesLipsAndOvalAreClosedLinesOfTheSurface) {
  const Edges surface = edges_of(face_tesselation());
  const std::pair<std::span<const Connection>, size_t> lines[] = {
      {face_left_eye(), 16}, {face_right_eye(), 16}, {face_lips(), 40}, {face_oval(), 36}};
  for (const auto& [connections, count] : lines) {
    EXPECT_EQ(connections.size(), count);
    expect_closed(connections);
    for (const Connection& c : connections) EXPECT_TRUE(surface.contains({c.from, c.to})) << c.from << "-" << c.to;
  }
}

TEST(FaceConnections, BrowsAreTwoOpenLines) {
  for (std::span<const Connection> brow : {face_left_eyebrow(), face_right_eyebrow()}) {
    EXPECT_EQ(brow.size(), 8u);
    int ends = 0;
    for (const auto& [landmark, degree] : degrees_of(edges_of(brow))) ends += degree == 1;
    EXPECT_EQ(ends, 4);
  }
}

TEST(FaceConnections, IrisesAreRingsOfFourRefinedLandmarks) {
  expect_closed(face_left_iris());
  expect_closed(face_right_iris());
  EXPECT_EQ(edges_of(face_left_iris()), (Edges{{474, 475}, {475, 476}, {476, 477}, {474, 477}}));
  EXPECT_EQ(edges_of(face_right_iris()), (Edges{{469, 470}, {470, 471}, {471, 472}, {469, 472}}));
}

}  // namespace
}  // namespace saccade
