// Bad input and bad places for outputs: one error line, the documented exit code, nothing under the final name.
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "half_server.h"
#include "media_files.h"
#include "process.h"
#include "saccade/models.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

namespace fs = std::filesystem;

class Hostile : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_FACE_MODELS(); }

  // One error line, exit code 1, and no file under the final names.
  void expect_failure(const Finished& finished, const std::string& says) {
    EXPECT_EQ(finished.code, 1) << finished.err;
    EXPECT_EQ(finished.errors().size(), 1u) << finished.err;
    EXPECT_NE(finished.err.find(says), std::string::npos) << finished.err;
    for (const char* name : {"o.jsonl", "o.mp4", "o.png", "o.csv"}) EXPECT_FALSE(fs::exists(directory_ / name)) << name;
  }
  std::string file_of(const std::string& name, const std::string& bytes) { return directory_.add(name, bytes); }

  TemporaryDirectory directory_;
};

TEST_F(Hostile, AMissingInputIsNamed) {
  expect_failure(run_tool({"run", "face_mesh", directory_ / "no.mp4", "-o", directory_ / "o.jsonl"}), "no.mp4");
  expect_failure(run_tool({"run", "face_mesh", directory_ / "no.png", "-o", directory_ / "o.png"}), "no.png");
  expect_failure(run_tool({"run", "face_mesh", directory_ / "*.none", "-o", directory_ / "o.png"}), "*.none");
  expect_failure(run_tool({"run", "face_mesh", directory_.path(), "-o", directory_ / "o.jsonl"}), directory_.path());
}

TEST_F(Hostile, EmptyAndForeignFilesAreNamed) {
  for (const std::string name : {"a.mp4", "a.png", "a.jpg", "a.bin"}) {
    expect_failure(run_tool({"run", "face_mesh", file_of(name, ""), "-o", directory_ / "o.jsonl"}), name);
    expect_failure(run_tool({"run", "face_mesh", file_of(name, "not a picture at all"), "-o", directory_ / "o.jsonl"}),
                   name);
  }
}

TEST_F(Hostile, APictureCutOffAnywhereIsAnErrorOrAWholePicture) {
  make_picture(directory_ / "whole.png", 64, 48);
  const std::string bytes = directory_.read("whole.png");
  std::vector<std::string> arguments = {"run", "face_detection", "--quiet", "-o", directory_ / "all.jsonl"};
  constexpr size_t kPlaces = 64;
  for (size_t place = 0; place < kPlaces; ++place) {
    arguments.push_back(
        file_of("cut_" + std::to_string(place) + ".png", bytes.substr(0, bytes.size() * place / kPlaces)));
  }
  const Finished finished = run_tool(arguments);
  EXPECT_EQ(finished.code, 1);
  EXPECT_EQ(finished.errors().size(), kPlaces) << finished.err;
}

TEST_F(Hostile, AVideoCutOffAnywhereEndsWithOneLine) {
  make_video(directory_ / "whole.mp4", 12);
  const std::string bytes = directory_.read("whole.mp4");
  for (size_t place = 0; place < 64; ++place) {
    const std::string path = file_of("cut.mp4", bytes.substr(0, bytes.size() * place / 64));
    const Finished finished = run_tool({"run", "face_detection", path, "-o", directory_ / "o.jsonl"});
    SCOPED_TRACE(place);
    expect_failure(finished, "cut.mp4");
  }
}

TEST_F(Hostile, MutatedMediaNeverCrash) {
  make_video(directory_ / "whole.mkv", 12);
  make_picture(directory_ / "whole.jpg", 64, 48);
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 generator(seed);
  for (const char* name : {"whole.mkv", "whole.jpg"}) {
    const std::string whole = directory_.read(name);
    for (int round = 0; round < 24; ++round) {
      std::string bytes = whole;
      for (int change = 0; change < 8; ++change) bytes[generator() % bytes.size()] = static_cast<char>(generator());
      const Finished finished =
          run_tool({"run", "face_detection", file_of(std::string("m_") + name, bytes), "--quiet"});
      EXPECT_TRUE(finished.code == 0 || finished.code == 1) << finished.code << finished.err;
      EXPECT_EQ(finished.errors().size(), finished.code == 0 ? 0u : 1u) << finished.err;
    }
  }
}

TEST_F(Hostile, TinyAndLongPicturesAreJustPictures) {
  make_picture(directory_ / "dot.png", 1, 1);
  make_picture(directory_ / "column.png", 1, 700);
  make_picture(directory_ / "row.png", 900, 1);
  for (const char* name : {"dot.png", "column.png", "row.png"}) {
    for (const auto& [solution, nothing] :
         {std::pair{"face_mesh", "\"faces\":[]"}, {"face_detection", "\"faces\":[]"}, {"hands", "\"hands\":[]"}}) {
      const Finished finished = run_tool({"run", solution, directory_ / name, "-o", directory_ / "o.png", "-o", "-"});
      EXPECT_EQ(finished.code, 0) << name << finished.err;
      EXPECT_NE(finished.out.find(nothing), std::string::npos) << finished.out;
    }
  }
}

TEST_F(Hostile, An8KPictureIsJustAPicture) {
  make_picture(directory_ / "large.jpg", 7680, 4320);
  const Finished finished = run_tool({"run", "face_mesh", directory_ / "large.jpg", "-o", directory_ / "o.jpg"});
  EXPECT_EQ(finished.code, 0) << finished.err;
}

TEST_F(Hostile, AVideoWhoseSizeChangesIsJustAVideo) {
  // Motion JPEG is one picture after the other.
  std::string bytes;
  for (int i = 0; i < 10; ++i) {
    const std::string name = "frame_" + std::to_string(i) + ".jpg";
    make_picture(directory_ / name, i < 5 ? 64 : 128, i < 5 ? 48 : 80, i);
    bytes += directory_.read(name);
  }
  const Finished finished = run_tool(
      {"run", "face_mesh", file_of("changing.mjpeg", bytes), "-o", directory_ / "o.mp4", "-o", directory_ / "o.jsonl"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  const std::string lines = directory_.read("o.jsonl");
  EXPECT_NE(lines.find("\"frame\":4,"), std::string::npos);
  EXPECT_NE(lines.find("\"width\":64,\"height\":48"), std::string::npos) << lines;
  EXPECT_NE(lines.find("\"width\":128,\"height\":80"), std::string::npos) << lines;
}

TEST_F(Hostile, NoFrameBetweenStartAndEndIsAnError) {
  make_video(directory_ / "v.mp4", 5);
  expect_failure(run_tool({"run", "face_mesh", directory_ / "v.mp4", "--start", "100", "-o", directory_ / "o.jsonl"}),
                 "no frame");
}

TEST_F(Hostile, ABadInputAmongManyIsToldAndTheOthersGoOn) {
  make_picture(directory_ / "a.png", 40, 30);
  make_picture(directory_ / "c.png", 40, 30);
  const std::string bad = file_of("b.png", "no picture");
  fs::create_directory(directory_ / "out");
  const Finished finished =
      run_tool({"run", "face_detection", directory_ / "a.png", bad, directory_ / "c.png", "-o",
                directory_ / "out/{stem}.png", "-o", directory_ / "all.jsonl", "-o", directory_ / "all.csv"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_EQ(finished.errors().size(), 1u) << finished.err;
  EXPECT_TRUE(fs::exists(directory_ / "out/a.png") && fs::exists(directory_ / "out/c.png"));
  EXPECT_FALSE(fs::exists(directory_ / "out/b.png"));
  const std::string lines = directory_.read("all.jsonl");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4);
  EXPECT_NE(lines.find("{\"source\":\"" + bad + "\",\"error\":"), std::string::npos) << lines;
}

TEST_F(Hostile, OnePictureForAVideoIsAnErrorAndNoPicture) {
  make_video(directory_ / "v.mp4", 5);
  expect_failure(run_tool({"run", "face_detection", directory_ / "v.mp4", "-o", directory_ / "o.png"}), "{frame}");
}

TEST_F(Hostile, OutputEqualToInputIsUsageAndLeavesTheInput) {
  make_picture(directory_ / "a.png", 40, 30);
  const std::string before = directory_.read("a.png");
  const Finished finished = run_tool({"run", "face_detection", directory_ / "a.png", "-o", directory_ / "a.png"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_EQ(finished.errors().size(), 1u);
  EXPECT_EQ(directory_.read("a.png"), before);
}

TEST_F(Hostile, AMissingOutputDirectoryIsNamedWithItsRemedy) {
  make_picture(directory_ / "a.png", 40, 30);
  expect_failure(run_tool({"run", "face_detection", directory_ / "a.png", "-o", directory_ / "no/o.jsonl"}),
                 "mkdir -p");
  expect_failure(run_tool({"run", "face_detection", directory_ / "a.png", "-o", directory_ / "no/"}), "mkdir -p");
}

TEST_F(Hostile, AnUnwritableOutputDirectoryIsNamed) {
  make_picture(directory_ / "a.png", 40, 30);
  fs::create_directory(directory_ / "locked");
  fs::permissions(directory_.path(), fs::perms(0755));
  fs::permissions(directory_ / "locked", fs::perms(0555));
  const Finished finished =
      Tool({"run", "face_detection", directory_ / "a.png", "-o", directory_ / "locked/o.jsonl"}).as_nobody().run();
  fs::permissions(directory_ / "locked", fs::perms(0755));
  if (finished.code == 127) GTEST_SKIP() << "skipped: root may write everywhere, and nobody else may start the tool";
  expect_failure(finished, "locked");
}

TEST_F(Hostile, AFullDiskIsOneErrorAndNothingUnderTheName) {
  if (::mkdir((directory_ / "disk").c_str(), 0755) != 0 ||
      ::mount("tmpfs", (directory_ / "disk").c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "skipped: no right to mount a small disk";
  }
  make_video(directory_ / "v.mp4", 200, 320, 240);
  for (const char* name : {"disk/o.jsonl", "disk/o.mp4", "disk/o.csv"}) {
    const Finished finished = run_tool({"run", "face_mesh", directory_ / "v.mp4", "-o", directory_ / name});
    EXPECT_EQ(finished.code, std::string(name) == "disk/o.mp4" ? 1 : finished.code) << finished.err;
    EXPECT_EQ(finished.errors().size(), finished.code == 0 ? 0u : 1u) << finished.err;
    EXPECT_EQ(fs::exists(directory_ / name), finished.code == 0);
    for (const fs::path& left : fs::directory_iterator(directory_ / "disk")) fs::remove(left);
  }
  ::umount((directory_ / "disk").c_str());
}

TEST_F(Hostile, AnOutputThatCannotGrowIsOneErrorAndNothingUnderTheName) {
  make_video(directory_ / "v.mp4", 200, 320, 240);
  for (const char* name : {"o.jsonl", "o.mp4", "o.csv"}) {
    const Finished finished =
        Tool({"run", "face_mesh", directory_ / "v.mp4", "-o", directory_ / name}).limit_file_bytes(4096).run();
    SCOPED_TRACE(name);
    expect_failure(finished, name);
  }
}

TEST_F(Hostile, AFullStandardOutputIsOneError) {
  make_picture(directory_ / "a.png", 40, 30);
  const Finished finished = Tool({"run", "face_detection", directory_ / "a.png"}).output_to("/dev/full").run();
  EXPECT_EQ(finished.code, 1);
  EXPECT_EQ(finished.errors().size(), 1u) << finished.err;
  EXPECT_NE(finished.err.find("disk is full"), std::string::npos) << finished.err;
}

TEST_F(Hostile, TwoProcessesOnOneOutputEachWriteAWholeFile) {
  make_video(directory_ / "v.mp4", 30);
  const std::vector<std::string> arguments = {
      "run",    "face_detection", directory_ / "v.mp4", "-o", directory_ / "o.jsonl", "-o", directory_ / "o.mp4",
      "--quiet"};
  Running first = Tool(arguments).start(), second = Tool(arguments).start();
  EXPECT_EQ(first.wait().code, 0);
  EXPECT_EQ(second.wait().code, 0);
  const std::string lines = directory_.read("o.jsonl");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 31);
  EXPECT_EQ(directory_.file_count(), 3u);
  EXPECT_EQ(run_tool({"run", "face_detection", directory_ / "o.mp4", "--quiet"}).code, 0);
}

TEST_F(Hostile, ACameraThatIsNotThereIsNamed) {
  expect_failure(run_tool({"run", "face_mesh", "camera:77", "-o", directory_ / "o.jsonl"}), "camera:77");
  expect_failure(run_tool({"run", "face_mesh", "camera:x", "-o", directory_ / "o.jsonl"}), "camera:x");
}

TEST_F(Hostile, AStreamThatIsNotThereIsNamed) {
  expect_failure(run_tool({"run", "face_mesh", "http://127.0.0.1:1/v.mp4", "-o", directory_ / "o.jsonl"}), "127.0.0.1");
}

TEST_F(Hostile, AStreamThatDiesLeavesAPartialOutput) {
  make_video(directory_ / "v.mkv", 200);
  const std::string bytes = directory_.read("v.mkv");
  const HalfServer server(bytes, HalfServer::Then::kClose);
  const Finished finished = run_tool({"run", "face_detection", server.url("v.mkv"), "-o", directory_ / "o.jsonl"});
  expect_failure(finished, "v.mkv");
  EXPECT_TRUE(fs::exists(directory_ / "o.partial.jsonl"));
}

TEST_F(Hostile, TheVariableChoosesTheDeviceWhenNoFlagDoes) {
  make_picture(directory_ / "a.png", 40, 30);
  const std::vector<std::string> arguments = {"run", "face_mesh", directory_ / "a.png", "-o", directory_ / "o.jsonl"};
  expect_failure(Tool(arguments).environment("SACCADE_DEVICE", "gpu:99").run(), "gpu:99");
}

TEST_F(Hostile, AGpuThatCannotBeHadIsAClearErrorWithARemedy) {
  make_picture(directory_ / "a.png", 40, 30);
  for (const char* variable : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES"}) {
    const Finished finished =
        Tool({"run", "face_mesh", directory_ / "a.png", "--device", "gpu", "-o", directory_ / "o.jsonl"})
            .environment(variable, "/nowhere.json")
            .run();
    expect_failure(finished, "use cpu or auto");
  }
}

TEST_F(Hostile, HalfPrecisionOnTheCpuIsUsage) {
  make_picture(directory_ / "a.png", 40, 30);
  const Finished finished = run_tool({"run", "face_mesh", directory_ / "a.png", "--device", "cpu", "--precision",
                                      "fp16", "-o", directory_ / "o.jsonl"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("use precision auto or fp32"), std::string::npos) << finished.err;
}

// The tool with a copy of the library somewhere else, so that no installed model lies beside it.
Tool without_installed_models(std::vector<std::string> arguments, const TemporaryDirectory& directory,
                              const std::string& models) {
  const fs::path library = directory / "lib/libsaccade.so.0";
  if (!fs::exists(library)) {
    fs::create_directories(library.parent_path());
    fs::copy_file(fs::path(std::getenv("SACCADE_BIN")) / "../lib/libsaccade.so.0", library);
  }
  Tool tool(std::move(arguments));
  tool.environment("LD_LIBRARY_PATH", directory / "lib")
      .environment("SACCADE_MODELS", directory / models)
      .environment("HOME", directory.path())
      .environment("XDG_DATA_HOME", directory.path());
  return tool;
}

TEST_F(Hostile, MissingAndDamagedModelsAreNamedWithTheRemedy) {
  make_picture(directory_ / "a.png", 40, 30);
  const auto with_models = [&](const std::string& models) {
    return without_installed_models({"run", "face_detection", directory_ / "a.png", "-o", directory_ / "o.jsonl"},
                                    directory_, models)
        .run();
  };
  expect_failure(with_models("none"), "saccade models pull");
  file_of("damaged/face_detection_short_range.tflite", std::string(1000, 'x'));
  expect_failure(with_models("damaged"), "face_detection_short_range");
}

TEST_F(Hostile, ADeviceThatCannotBeHadIsToldBeforeAMissingModel) {
  make_picture(directory_ / "a.png", 40, 30);
  const auto on_gpu_99 = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--device", "gpu:99"});
    return without_installed_models(arguments, directory_, "none").run();
  };
  expect_failure(on_gpu_99({"run", "face_mesh", directory_ / "a.png", "-o", directory_ / "o.jsonl"}), "gpu");
  expect_failure(on_gpu_99({"bench", "models", "face_landmark"}), "gpu");
}

TEST_F(Hostile, TheDoctorAsksForTheModelsOfItsSolutionsOnly) {
  fs::create_directories(directory_ / "models");
  for (const ModelEntry& entry : known_models()) {
    if (const Result<std::string> path = find_model(entry.name)) {
      fs::create_symlink(*path, directory_ / ("models/" + entry.file));
    }
  }
  const auto health = [&] {
    const Finished finished = without_installed_models({"doctor", "--json"}, directory_, "models").run();
    const nlohmann::json report = nlohmann::json::parse(finished.out);
    for (const auto& check : report["checks"]) {
      if (check["name"] == "models") return check["health"].get<std::string>();
    }
    return finished.out;
  };
  const std::string with_all = health();
  fs::remove(directory_ / "models/hand_landmark_2020.tflite");  // no graph names it
  EXPECT_EQ(health(), with_all);
  fs::remove(directory_ / "models/face_landmark.tflite");
  EXPECT_EQ(health(), "degraded");
}

TEST_F(Hostile, WithoutAnyModelTheDoctorIsBrokenAndSaysHowToFetchThem) {
  const Finished finished = without_installed_models({"doctor"}, directory_, "none").run();
  EXPECT_EQ(finished.code, 3);
  EXPECT_NE(finished.out.find("saccade models pull"), std::string::npos) << finished.out;
}

}  // namespace
}  // namespace saccade::cli
