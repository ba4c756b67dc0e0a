// What the probe sees of a machine: files below a root of the test's own.
#include "engine/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/device.h"
#include "support/environment.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class Probe : public testing::Test {
 protected:
  Probe() {
    std::string pattern = fs::temp_directory_path() / "probe.XXXXXX";
    root_ = ::mkdtemp(pattern.data());
  }
  ~Probe() override { fs::remove_all(root_); }

  std::string add(const std::string& path, const std::string& content = "") {
    const fs::path file = root_ + path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << content;
    return file;
  }
  std::string manifest(const std::string& path, const std::string& library) {
    return add(path, R"({"file_format_version": "1.0.0", "ICD": {"library_path": ")" + library +
                         R"(", "api_version": "1.3.0"}})");
  }
  MachineFacts look(const Variables& variables = {}) { return look_at_machine(variables, root_); }
  std::vector<DriverManifest> drivers(const Variables& variables = {}) { return find_drivers(variables, root_); }

  std::string root_;
};

// A library that is there on every machine.
constexpr const char* kLibrary = "libc.so.6";

TEST_F(Probe, AnEmptyMachineHasNothing) {
  const MachineFacts facts = look();
  EXPECT_FALSE(facts.has_gpu_hardware());
  EXPECT_FALSE(facts.has_nvidia());
  EXPECT_EQ(facts.container, "");
  EXPECT_THAT(drivers(), IsEmpty());
}

TEST_F(Probe, RenderNodesCarryTheirGroup) {
  add("/dev/dri/card0");
  add("/dev/dri/renderD128");
  const MachineFacts facts = look();
  ASSERT_EQ(facts.render_nodes.size(), 1u);
  EXPECT_EQ(facts.render_nodes[0].path, "/dev/dri/renderD128");
  EXPECT_TRUE(facts.render_nodes[0].accessible);
  EXPECT_FALSE(facts.render_nodes[0].group.empty());
  EXPECT_TRUE(facts.has_gpu_hardware());
}

TEST_F(Probe, ANodeWithoutPermissionIsToldApart) {
  if (::geteuid() == 0) GTEST_SKIP() << "skipped: root may open everything";
  fs::permissions(add("/dev/dri/renderD128"), fs::perms::none);
  EXPECT_FALSE(look().render_nodes[0].accessible);
}

TEST_F(Probe, NvidiasNodesAreThoseOfItsGpus) {
  for (const char* node : {"/dev/nvidiactl", "/dev/nvidia0", "/dev/nvidia-uvm", "/dev/nvidia-caps/nvidia-cap1"})
    add(node);
  EXPECT_EQ(look().nvidia_nodes.size(), 2u);
  EXPECT_TRUE(look().has_nvidia());
}

TEST_F(Probe, DisplaysOnThePciBusCountWhenTheirMakerHasVulkan) {
  const auto device = [this](const std::string& address, const char* kind, const char* vendor) {
    add("/sys/bus/pci/devices/" + address + "/class", std::string(kind) + "\n");
    add("/sys/bus/pci/devices/" + address + "/vendor", std::string(vendor) + "\n");
  };
  device("0000:00:02.0", "0x030000", "0x1a03");  // a server's management chip
  device("0000:02:00.0", "0x020000", "0x8086");  // a network card
  EXPECT_FALSE(look().has_gpu_hardware());
  device("0000:1b:00.1", "0x030200", "0x10de");
  const MachineFacts facts = look();
  ASSERT_EQ(facts.pci_displays.size(), 1u);
  EXPECT_EQ(facts.pci_displays[0].address, (vulkan::PciAddress{0, 0x1b, 0, 1}));
  EXPECT_TRUE(facts.has_nvidia());
}

TEST_F(Probe, WslJetsonAndContainersShowByTheirFiles) {
  add("/dev/dxg");
  EXPECT_TRUE(look().has_wsl_node);
  add("/dev/nvhost-gpu");
  EXPECT_TRUE(look().has_chip_node);
  EXPECT_EQ(look({{"container", "lxc"}}).container, "container");
  add("/run/.containerenv");
  EXPECT_EQ(look().container, "podman");
  add("/.dockerenv");
  EXPECT_EQ(look().container, "docker");
  EXPECT_EQ(look({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}).container, "kubernetes");
}

TEST_F(Probe, DriversAreThoseOfTheLoadersFolders) {
  manifest("/usr/share/vulkan/icd.d/b.json", kLibrary);
  manifest("/etc/vulkan/icd.d/a.json", kLibrary);
  manifest("/home/me/.local/share/vulkan/icd.d/c.json", kLibrary);
  manifest("/elsewhere/vulkan/icd.d/d.json", kLibrary);
  add("/usr/share/vulkan/icd.d/readme.txt");
  const auto found = drivers({{"HOME", "/home/me"}});
  ASSERT_EQ(found.size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_THAT(found[i].path, HasSubstr("/" + std::string(1, "acb"[i]) + ".json"));
    EXPECT_EQ(found[i].problem, "");
  }
  EXPECT_EQ(drivers({{"XDG_DATA_DIRS", "/elsewhere"}}).size(), 2u);
}

TEST_F(Probe, VariablesChooseDriversInsteadOfTheFolders) {
  manifest("/usr/share/vulkan/icd.d/b.json", kLibrary);
  const std::string chosen = manifest("/my/driver.json", kLibrary);
  for (const char* name : {"VK_DRIVER_FILES", "VK_ICD_FILENAMES"}) {
    const auto found = drivers({{name, chosen + ":/nowhere.json"}});
    ASSERT_EQ(found.size(), 2u) << name;
    EXPECT_EQ(found[0].path, chosen);
    EXPECT_EQ(found[0].problem, "");
    EXPECT_EQ(found[1].problem, "there is no such file");
  }
  EXPECT_EQ(drivers({{"VK_ADD_DRIVER_FILES", chosen}}).size(), 2u);
  EXPECT_EQ(drivers({{"VK_DRIVER_FILES", root_ + "/my"}})[0].path, chosen);
  EXPECT_EQ(drivers({{"VK_DRIVER_FILES", ""}}).size(), 1u);
}

TEST_F(Probe, ALibraryThatIsMissingIsNamed) {
  manifest("/etc/vulkan/icd.d/a.json", "libGLX_nowhere.so.0");
  manifest("/etc/vulkan/icd.d/b.json", "../lib/nowhere.so");
  const auto found = drivers();
  EXPECT_THAT(found[0].problem, HasSubstr("libGLX_nowhere.so.0"));
  EXPECT_EQ(found[1].library, root_ + "/etc/vulkan/lib/nowhere.so");
  EXPECT_THAT(found[1].problem, HasSubstr("/etc/vulkan/lib/nowhere.so"));
}

TEST_F(Probe, AManifestThatIsNoneIsAProblemNotACrash) {
  for (const char* content : {"", "{", "[]", "null", "{\"ICD\": 3}", "{\"ICD\": {}}",
                              "{\"ICD\": {\"library_path\": 3}}", "\xff\xfe\x00garbage"}) {
    add("/etc/vulkan/icd.d/a.json", content);
    const auto found = drivers();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_THAT(found[0].problem, HasSubstr("no driver manifest")) << content;
  }
}

// On the machine of the test itself.

TEST(ThisMachine, WithoutADriverAGpuIsRefusedAndAutoIsTheCpu) {
  Environment environment("VK_ICD_FILENAMES", "/nowhere/driver.json");
  environment.unset("VK_DRIVER_FILES");
  environment.unset("SACCADE_DEVICE");
  const auto gpu = choose_device("gpu", {});
  ASSERT_FALSE(gpu);
  EXPECT_EQ(gpu.error().code(), StatusCode::kUnavailable);
  const std::unique_ptr<Machine> machine = local_machine();
  MachineFacts facts = machine->look();
  machine->ask_vulkan(facts);
  if (facts.has_loader) {
    EXPECT_THAT(gpu.error().message(), HasSubstr("VK_ICD_FILENAMES='/nowhere/driver.json' leaves no Vulkan driver"));
  }
  EXPECT_THAT(gpu.error().message(), HasSubstr("use cpu or auto"));
  const auto automatic = choose_device("auto", {});
  ASSERT_TRUE(automatic);
  EXPECT_EQ(automatic->engine->info().device, "cpu");
  EXPECT_NE(automatic->reason, "");
}

TEST(ThisMachine, WithLlvmpipeOnlyAGpuIsRefusedAndAutoIsTheCpu) {
  constexpr const char* kManifest = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";
  if (!fs::exists(kManifest)) GTEST_SKIP() << "skipped: needs Mesa's llvmpipe (mesa-vulkan-drivers)";
  Environment environment("VK_ICD_FILENAMES", kManifest);
  environment.unset("VK_DRIVER_FILES");
  environment.unset("SACCADE_DEVICE");
  const auto gpu = choose_device("gpu", {});
  ASSERT_FALSE(gpu);
  EXPECT_THAT(gpu.error().message(), HasSubstr("llvmpipe"));
  EXPECT_THAT(gpu.error().message(), HasSubstr("which is the CPU"));
  const auto automatic = choose_device("auto", {});
  ASSERT_TRUE(automatic);
  EXPECT_EQ(automatic->engine->info().device, "cpu");
  EXPECT_THAT(automatic->reason, HasSubstr("which is the CPU"));
  const auto named = choose_device("vulkan:cpu", {});
  ASSERT_TRUE(named) << named.error().to_string();
  EXPECT_EQ(named->engine->info().device, "vulkan:cpu");
  EXPECT_EQ(named->engine->info().kind, "vulkan");
}

}  // namespace
}  // namespace saccade
