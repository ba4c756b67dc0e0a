// The one door to .tflite files: bytes in, checked Model out.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "model/model.h"

namespace saccade {

// Verifies the flatbuffer, every index, shape, quantisation and buffer. `name` stands in messages.
// data_loss for damaged bytes, unimplemented for an operator outside the vocabulary (names operator, index, model).
Result<Model> parse_tflite(std::span<const std::byte> bytes, std::string name);

// not_found, permission_denied, or as parse_tflite.
Result<Model> load_tflite(const std::filesystem::path& path);

}  // namespace saccade
