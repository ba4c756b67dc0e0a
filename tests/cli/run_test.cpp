// `saccade run` on good input: what the outputs hold, and where they go.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "media_files.h"
#include "process.h"
#include "saccade/models.h"
#include "saccade/version.h"
#include "saccade/video.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

using nlohmann::json;

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

std::vector<std::string> keys_of(const std::string& line) {
  std::vector<std::string> keys;
  const auto parsed = nlohmann::ordered_json::parse(line);
  for (const auto& [key, value] : parsed.items()) keys.push_back(key);
  return keys;
}

class Run : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_FACE_MODELS(); }
  TemporaryDirectory directory_;
};

TEST_F(Run, WithoutOutputsJsonLinesGoToStandardOutputAndTalkToStandardError) {
  make_video(directory_ / "v.mp4", 5);
  const Finished finished = run_tool({"run", "face_detection", directory_ / "v.mp4"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const std::vector<json> lines = lines_of(finished.out);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_NE(finished.err.find("5 frames in "), std::string::npos) << finished.err;
  EXPECT_EQ(run_tool({"run", "face_detection", directory_ / "v.mp4", "--quiet"}).err, "");
}

TEST_F(Run, TheFirstLineTellsTheRunAndEachFrameItsPlace) {
  make_video(directory_ / "v.mp4", 3);
  const Finished finished =
      run_tool({"run", "face_mesh", directory_ / "v.mp4", "--max-faces", "2", "--min-detection-confidence", "0.3"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const std::vector<json> lines = lines_of(finished.out);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(keys_of(finished.out.substr(0, finished.out.find('\n'))),
            (std::vector<std::string>{"saccade", "schema", "solution", "options", "models"}));
  EXPECT_EQ(lines[0]["saccade"], version());
  EXPECT_EQ(lines[0]["schema"], 1);
  EXPECT_EQ(lines[0]["solution"], "face_mesh");
  EXPECT_EQ(lines[0]["options"]["max_faces"], 2);
  EXPECT_EQ(lines[0]["options"]["min_detection_confidence"], 0.3);
  for (const auto& [name, hash] : lines[0]["models"].items()) EXPECT_EQ(hash.get<std::string>().size(), 64u) << name;
  EXPECT_TRUE(lines[0]["models"].contains("face_landmark"));
  EXPECT_EQ(lines[2], json({{"source", directory_ / "v.mp4"},
                            {"frame", 1},
                            {"timestamp_us", 40'000},
                            {"width", 96},
                            {"height", 64},
                            {"faces", json::array()}}));
}

// The first line must name what the graph loads: with exactly those models it runs, without any one of them it does
// not.
TEST_F(Run, TheFirstLineNamesTheModelsThatAreLoaded) {
  make_picture(directory_ / "a.png", 40, 30);
  const std::vector<std::vector<std::string>> commands = {{"face_mesh"},
                                                          {"face_mesh", "--refine"},
                                                          {"face_detection"},
                                                          {"face_detection", "--range", "full"},
                                                          {"hands"},
                                                          {"hands", "--complexity", "0"},
                                                          {"pose"},
                                                          {"selfie_segmentation"},
                                                          {"selfie_segmentation", "--model", "landscape"}};
  for (const std::vector<std::string>& command : commands) {
    std::vector<std::string> arguments = {"run"};
    arguments.insert(arguments.end(), command.begin(), command.end());
    arguments.insert(arguments.end(), {directory_ / "a.png", "-o", "-"});
    const Finished all = run_tool(arguments);
    ASSERT_EQ(all.code, 0) << all.err;
    const json models = lines_of(all.out).at(0)["models"];
    std::filesystem::remove_all(directory_ / "models");
    std::filesystem::create_directory(directory_ / "models");
    for (const auto& [name, hash] : models.items()) {
      std::filesystem::create_symlink(*find_model(name), directory_ / "models/" + name + ".tflite");
    }
    const auto code_with_these = [&] {
      return Tool(arguments)
          .environment("SACCADE_MODELS", directory_ / "models")
          .environment("XDG_DATA_HOME", directory_ / "none")
          .run()
          .code;
    };
    EXPECT_EQ(code_with_these(), 0) << models;
    for (const auto& [name, hash] : models.items()) {
      const std::string link = directory_ / "models/" + name + ".tflite", aside = directory_ / "aside";
      std::filesystem::rename(link, aside);
      // An install may have models of its own.
      if (!Tool({"models", "show", name})
               .environment("SACCADE_MODELS", directory_ / "models")
               .environment("XDG_DATA_HOME", directory_ / "none")
               .run()
               .out.ends_with(".tflite\n")) {
        EXPECT_EQ(code_with_these(), 1) << name;
      }
      std::filesystem::rename(aside, link);
    }
  }
}

TEST_F(Run, TheClockAndTheChoiceOfFramesFollowTheFlags) {
  make_video(directory_ / "v.mp4", 20);
  const std::string video = directory_ / "v.mp4";
  const auto stamps = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"run", "face_detection", video});
    std::vector<int64_t> stamps;
    const std::vector<json> lines = lines_of(run_tool(flags).out);
    for (size_t i = 1; i < lines.size(); ++i) stamps.push_back(lines[i]["timestamp_us"]);
    return stamps;
  };
  EXPECT_EQ(stamps({"--max-frames", "3", "--fps", "30"}), (std::vector<int64_t>{0, 33'333, 66'667}));
  EXPECT_EQ(stamps({"--every", "8"}), (std::vector<int64_t>{0, 320'000, 640'000}));
  EXPECT_EQ(stamps({"--start", "0.2", "--end", "0:00.32"}), (std::vector<int64_t>{200'000, 240'000, 280'000}));
}

TEST_F(Run, AllKindsOfOutputInOneRun) {
  make_video(directory_ / "v.mp4", 6);
  const Finished finished =
      run_tool({"run", "face_detection", directory_ / "v.mp4", "-o", directory_ / "o.jsonl", "-o", directory_ / "o.csv",
                "-o", directory_ / "o.mp4", "-o", directory_ / "o.mkv", "-o", directory_ / "f_{frame}.png"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_EQ(finished.out, "");
  EXPECT_EQ(lines_of(directory_.read("o.jsonl")).size(), 7u);
  Result<Video> video = Video::open(directory_ / "o.mkv");
  ASSERT_TRUE(video);
  int frames = 0;
  while (*video->next()) ++frames;
  EXPECT_EQ(frames, 6);
  EXPECT_TRUE(read_image(directory_ / "f_000005.png"));
  EXPECT_EQ(directory_.file_count(), 5u + 6u);
}

TEST_F(Run, CsvHasOneLineAFrameWhenNothingIsFound) {
  make_video(directory_ / "a, \"b\".mp4", 2);
  const Finished finished =
      run_tool({"run", "face_detection", directory_ / "a, \"b\".mp4", "-o", directory_ / "o.csv"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  std::istringstream stream(directory_.read("o.csv"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_TRUE(lines[0].starts_with("source,frame,timestamp_us,width,height,error,face,score,x,y,w,h,keypoint_0_x,"))
      << lines[0];
  const auto commas = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
  EXPECT_EQ(commas(lines[2]), commas(lines[0]) + 1);  // one of them is in the quoted name
  EXPECT_TRUE(lines[2].starts_with("\"" + directory_.path() + "/a, \"\"b\"\".mp4\",1,40000,96,64,,,,")) << lines[2];
}

TEST_F(Run, ManyInputsGoToTheirTemplatesAndOneTable) {
  make_picture(directory_ / "in/one.png", 40, 30);
  make_picture(directory_ / "in/two.jpg", 50, 30);
  std::filesystem::create_directory(directory_ / "out");
  const Finished finished =
      run_tool({"run", "face_detection", directory_ / "in", "-o", directory_ / "out/", "-o", directory_ / "all.jsonl"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_EQ(read_image(directory_ / "out/one.png")->width(), 40);
  EXPECT_EQ(read_image(directory_ / "out/two.jpg")->width(), 50);
  const std::vector<json> lines = lines_of(directory_.read("all.jsonl"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1]["source"], directory_ / "in/one.png");
  EXPECT_EQ(lines[2]["frame"], 0);
}

TEST_F(Run, TheClosingSummaryComesAsJson) {
  make_picture(directory_ / "one.png", 40, 30);
  const Finished finished =
      run_tool({"run", "face_detection", directory_ / "one.png", "-o", directory_ / "o.jsonl", "--json", "--quiet"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json summary = json::parse(finished.out);
  EXPECT_EQ(summary["frames"], 1);
  EXPECT_EQ(summary["outputs"], json::array({directory_ / "o.jsonl"}));
  EXPECT_FALSE(summary["placement"].empty());
}

TEST_F(Run, ExplainNamesTheDeviceAndTheReasonOnStandardError) {
  make_picture(directory_ / "one.png", 40, 30);
  const Finished finished = Tool({"run", "face_detection", directory_ / "one.png", "--explain", "--quiet"})
                                .environment("VK_DRIVER_FILES", "/nowhere.json")
                                .environment("VK_ICD_FILENAMES", "/nowhere.json")
                                .run();
  ASSERT_EQ(finished.code, 0);
  EXPECT_NE(finished.err.find("cpu"), std::string::npos) << finished.err;
  EXPECT_NE(finished.err.find("Vulkan"), std::string::npos) << finished.err;
  EXPECT_EQ(lines_of(finished.out).size(), 2u);
}

TEST_F(Run, ExplainShowsEngineAndPrecisionOfEachNodeThatComputes) {
  make_picture(directory_ / "one.png", 40, 30);
  const auto explained = [&](const std::string& precision) {
    return run_tool({"run", "face_mesh", directory_ / "one.png", "--device", "vulkan:cpu", "--precision", precision,
                     "--explain", "--quiet", "-o", directory_ / "o.jsonl"});
  };
  const Finished single = explained("fp32");
  if (single.code == 1 && single.err.find("mesa-vulkan-drivers") != std::string::npos) {
    GTEST_SKIP() << "skipped: " << single.err;
  }
  ASSERT_EQ(single.code, 0) << single.err;
  std::istringstream lines(single.err);
  int networks = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("InferenceCalculator") == std::string::npos) continue;
    ++networks;
    for (const char* part : {"vulkan:cpu", "vulkan llvmpipe", "fp32", "asked for"}) {
      EXPECT_NE(line.find(part), std::string::npos) << line;
    }
  }
  EXPECT_EQ(networks, 2) << single.err;
  const Finished half = explained("fp16");
  ASSERT_EQ(half.code, 0) << half.err;
  EXPECT_NE(half.err.find("fp16"), std::string::npos) << half.err;
}

// Mesa's CPU driver is no GPU.
TEST_F(Run, WithOnlyASoftwareDriverAGpuIsRefusedAndAutoIsTheCpuAndSaysWhy) {
  std::string driver;
  const std::filesystem::path drivers = "/usr/share/vulkan/icd.d";
  if (std::filesystem::is_directory(drivers)) {
    for (const auto& file : std::filesystem::directory_iterator(drivers)) {
      if (file.path().filename().string().starts_with("lvp_icd")) driver = file.path().string();
    }
  }
  if (driver.empty()) GTEST_SKIP() << "skipped: Mesa's llvmpipe is not installed";
  make_picture(directory_ / "one.png", 40, 30);
  const auto run_on = [&](const std::string& device) {
    return Tool({"run", "face_mesh", directory_ / "one.png", "--device", device, "--explain", "--quiet", "-o",
                 directory_ / "o.jsonl"})
        .environment("VK_DRIVER_FILES", driver)
        .environment("VK_ICD_FILENAMES", driver)
        .run();
  };
  const Finished refused = run_on("gpu");
  EXPECT_EQ(refused.code, 1) << refused.err;
  for (const char* part : {"device 'gpu': only llvmpipe", "needs its Vulkan driver", "use cpu or auto"}) {
    EXPECT_NE(refused.err.find(part), std::string::npos) << refused.err;
  }
  const Finished chosen = run_on("auto");
  EXPECT_EQ(chosen.code, 0) << chosen.err;
  EXPECT_NE(chosen.err.find("only llvmpipe"), std::string::npos) << chosen.err;
  EXPECT_EQ(chosen.err.find("vulkan"), std::string::npos) << chosen.err;
}

TEST_F(Run, TheTraceIsOneJsonDocumentWithAllThreeThreads) {
  make_video(directory_ / "v.mp4", 3);
  const Finished finished = run_tool({"run", "face_detection", directory_ / "v.mp4", "-o", directory_ / "o.mp4",
                                      "--trace", directory_ / "trace.json"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json trace = json::parse(directory_.read("trace.json"));
  std::map<int, std::string> threads;
  std::map<std::string, int> spans;
  for (const json& event : trace["traceEvents"]) {
    if (event["ph"] == "M") threads[event["tid"]] = event["args"]["name"];
    if (event["ph"] == "X") ++spans[threads.at(event["tid"])];
  }
  EXPECT_GE(spans["decode"], 3);
  EXPECT_EQ(spans["inference"], 3);
  EXPECT_GE(spans["output"], 3);
}

TEST_F(Run, TwiceTheSameGivesTheSameBytesOnOneAndTwoThreads) {
  const auto video = shared_media("talking.mp4");
  if (!video) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const auto frames_of = [&](const std::string& threads) {
    const std::string out =
        run_tool({"run", "face_mesh", *video, "--max-frames", "30", "--threads", threads, "--quiet"}).out;
    return out.substr(out.find('\n'));
  };
  const std::string first = frames_of("1");
  EXPECT_GT(first.size(), 300'000u);
  EXPECT_EQ(first, frames_of("1"));
  EXPECT_EQ(first, frames_of("2"));
}

TEST_F(Run, AFaceHasItsScoreBoxAndSixKeypoints) {
  const auto picture = shared_media("portrait.png");
  if (!picture) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const json frame = lines_of(run_tool({"run", "face_detection", *picture}).out).at(1);
  ASSERT_EQ(frame["faces"].size(), 1u);
  const json& face = frame["faces"][0];
  EXPECT_GT(face["score"], 0.8);
  EXPECT_EQ(face["box"].size(), 4u);
  ASSERT_EQ(face["keypoints"].size(), 6u);
  EXPECT_EQ(face["keypoints"][0].size(), 2u);
}

TEST_F(Run, AMeshHas468PointsAnd478Refined) {
  const auto picture = shared_media("portrait.png");
  if (!picture) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const json plain = lines_of(run_tool({"run", "face_mesh", *picture}).out).at(1);
  const json refined = lines_of(run_tool({"run", "face_mesh", *picture, "--refine"}).out).at(1);
  EXPECT_EQ(plain["faces"][0]["landmarks"].size(), 468u);
  EXPECT_EQ(refined["faces"][0]["landmarks"].size(), 478u);
  EXPECT_EQ(refined["faces"][0]["landmarks"][0].size(), 3u);
}

TEST_F(Run, AHandHasItsSideScoreAndPointsInPictureAndMetres) {
  const auto picture = shared_media("hands.jpg");
  if (!picture) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const Finished finished =
      run_tool({"run", "hands", *picture, "-o", directory_ / "o.jsonl", "-o", directory_ / "o.csv"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json frame = lines_of(directory_.read("o.jsonl")).at(1);
  ASSERT_EQ(frame["hands"].size(), 2u);
  for (const json& hand : frame["hands"]) {
    EXPECT_EQ(hand["handedness"], "Left");
    EXPECT_GT(hand["score"], 0.8);
    EXPECT_GE(hand["track_id"], 1);
    EXPECT_EQ(hand["landmarks"].size(), 21u);
    ASSERT_EQ(hand["world_landmarks"].size(), 21u);
    EXPECT_EQ(hand["world_landmarks"][20].size(), 3u);
  }
  std::istringstream stream(directory_.read("o.csv"));
  std::string header, line;
  std::getline(stream, header);
  EXPECT_TRUE(header.ends_with(",world_landmark_20_y,world_landmark_20_z")) << header;
  for (int lines = 0; std::getline(stream, line); ++lines) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), std::count(header.begin(), header.end(), ','));
    EXPECT_NE(line.find("," + std::to_string(lines) + ",Left,"), std::string::npos) << line;
  }
}

TEST_F(Run, APoseHasItsPointsInPictureAndMetresAndItsMaskAsRunLengths) {
  const auto picture = shared_media("portrait.png");
  if (!picture) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const Finished finished =
      run_tool({"run", "pose", *picture, "--segmentation", "-o", directory_ / "o.jsonl", "-o", directory_ / "o.csv"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const json frame = lines_of(directory_.read("o.jsonl")).at(1);
  ASSERT_EQ(frame["poses"].size(), 1u);
  ASSERT_EQ(frame["poses"][0]["landmarks"].size(), 33u);
  EXPECT_EQ(frame["poses"][0]["landmarks"][0].size(), 4u);
  EXPECT_GT(frame["poses"][0]["landmarks"][0][3], 0.9);
  ASSERT_EQ(frame["poses"][0]["world_landmarks"].size(), 33u);
  EXPECT_EQ(frame["poses"][0]["world_landmarks"][32].size(), 3u);
  EXPECT_EQ(frame["mask"]["size"], (std::vector<int>{600, 600}));
  EXPECT_GT(frame["mask"]["counts"].get<std::string>().size(), 100u);
  EXPECT_FALSE(lines_of(run_tool({"run", "pose", *picture}).out).at(1).contains("mask"));
  std::istringstream stream(directory_.read("o.csv"));
  std::string header, line;
  std::getline(stream, header);
  std::getline(stream, line);
  EXPECT_EQ(std::count(line.begin(), line.end(), ','), std::count(header.begin(), header.end(), ','));
}

TEST_F(Run, MasksGoToTheirFolderAFileAFrameAndTheLinesNameThem) {
  make_video(directory_ / "v.mp4", 3, 60, 40);
  std::filesystem::create_directory(directory_ / "m");
  const Finished finished = run_tool({"run", "selfie_segmentation", directory_ / "v.mp4", "--masks", directory_ / "m"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const std::vector<json> lines = lines_of(finished.out);
  ASSERT_EQ(lines.size(), 4u);
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::string path = lines[i]["mask"];
    EXPECT_EQ(path, directory_ / "m/v_00000" + std::to_string(i - 1) + ".png");
    const auto mask = read_image(path);
    ASSERT_TRUE(mask.ok()) << mask.error().to_string();
    EXPECT_EQ(mask->width(), 60);
  }
  const Finished off = run_tool({"run", "pose", directory_ / "v.mp4", "--masks", directory_ / "m"});
  EXPECT_EQ(off.code, 2);
  EXPECT_NE(off.err.find("add --segmentation"), std::string::npos) << off.err;
  EXPECT_EQ(run_tool({"run", "face_mesh", directory_ / "v.mp4", "--masks", directory_ / "m"}).code, 2);
}

TEST_F(Run, PeopleArePutOnAColourABlurOrAPicture) {
  make_picture(directory_ / "v.png", 64, 48);
  make_picture(directory_ / "beach.png", 30, 90, 3);
  const std::vector<std::string> backgrounds = {"#00b140", "blur", directory_ / "beach.png"};
  for (const std::string& background : backgrounds) {
    const Finished finished = run_tool({"run", "selfie_segmentation", directory_ / "v.png", "--background", background,
                                        "-o", directory_ / "o.png", "-o", "-"});
    ASSERT_EQ(finished.code, 0) << finished.err;
    const Image composed = *read_image(directory_ / "o.png");
    EXPECT_EQ(composed.width(), 64);
    if (background[0] != '#') continue;
    // Stripes are nobody: all is background.
    const HostPixels pixels = *composed.host();
    EXPECT_EQ((std::vector<int>{pixels.data[0], pixels.data[1], pixels.data[2]}), (std::vector<int>{0, 0xb1, 0x40}));
  }
  for (const char* wrong : {"#12345", "nowhere.png"}) {
    const Finished finished = run_tool({"run", "selfie_segmentation", directory_ / "v.png", "--background", wrong});
    EXPECT_NE(finished.code, 0);
    EXPECT_NE(finished.err.find(wrong), std::string::npos) << finished.err;
  }
}

TEST_F(Run, AFaceIsNumberedWhileItIsFollowed) {
  const auto video = shared_media("two_talking.mp4");
  if (!video) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const std::vector<json> lines =
      lines_of(run_tool({"run", "face_mesh", *video, "--max-faces", "2", "--max-frames", "5"}).out);
  ASSERT_EQ(lines.size(), 6u);
  for (size_t i = 1; i < lines.size(); ++i) {
    ASSERT_EQ(lines[i]["faces"].size(), 2u);
    EXPECT_EQ(lines[i]["faces"][0]["track_id"], 1);
    EXPECT_EQ(lines[i]["faces"][1]["track_id"], 2);
  }
}

TEST_F(Run, EachPictureOfManyIsItsOwnWhateverCameBefore) {
  const auto portrait = shared_media("portrait.png"), two = shared_media("two_faces.png");
  if (!portrait || !two) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const auto faces = [](const json& line) { return line["faces"]; };
  const std::vector<json> forth = lines_of(run_tool({"run", "face_mesh", *portrait, *two}).out);
  const std::vector<json> back = lines_of(run_tool({"run", "face_mesh", *two, *portrait}).out);
  EXPECT_EQ(faces(forth.at(1)), faces(back.at(2)));
  EXPECT_EQ(faces(forth.at(2)), faces(back.at(1)));
}

TEST_F(Run, TheAnnotatedVideoKeepsSizeTimesAndShowsSomething) {
  const auto source = shared_media("talking.mp4");
  if (!source) GTEST_SKIP() << "skipped: ../shared/testdata is not here";
  const Finished finished = run_tool({"run", "face_mesh", *source, "--max-frames", "10", "-o", directory_ / "o.mp4"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  Result<Video> before = Video::open(*source), after = Video::open(directory_ / "o.mp4");
  ASSERT_TRUE(before && after);
  for (int i = 0; i < 10; ++i) {
    const auto plain = before->next(), drawn = after->next();
    ASSERT_TRUE(plain && drawn && *plain && *drawn);
    EXPECT_EQ((*drawn)->timestamp_us, (*plain)->timestamp_us);
    EXPECT_EQ((*drawn)->image.width(), (*plain)->image.width());
  }
}

}  // namespace
}  // namespace saccade::cli
