// Models: which .tflite files Saccade knows, where they are, and whether they are whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saccade/status.h"

namespace saccade {

struct ModelVariant {
  std::string sha256;  // lower-case hex
  int64_t bytes = 0;
};

struct ModelSource {
  std::string registry;  // "pypi" or "npm"
  std::string package;   // "mediapipe"
  std::string version;
  std::string path;    // inside the package
  int64_t offset = 0;  // of the model inside that file, where a file packs several
  std::string sha256;  // which variant it gives
};

struct ModelEntry {
  std::string name;  // "face_landmark"
  std::string file;  // "face_landmark.tflite"
  std::string purpose;
  std::string licence;
  std::vector<ModelVariant> variants;  // every accepted file
  std::vector<ModelSource> sources;
};

// The lock file that this build carries.
std::vector<ModelEntry> known_models();

// Where models are looked for, in order: SACCADE_MODELS, the user's data directory, the install's share directory.
std::vector<std::string> model_search_path();

// The file of a known model. not_found names the places tried and how to pull it; data_loss names a damaged file, its
// hash and the one expected.
Result<std::string> find_model(const std::string& name);
// Hashes a file against the lock entry of that name.
Status verify_model(const std::string& name, const std::string& path);
// Lower-case hex of a file's content.
Result<std::string> model_sha256(const std::string& path);

}  // namespace saccade
