// Writes the fuzzer's first model: model_seed FILE
#include <fstream>

#include "support/tflite_file.h"

int main(int, char** arguments) {
  const std::vector<std::byte> bytes = saccade::every_operator().pack();
  std::ofstream file(arguments[1], std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return file.flush() ? 0 : 1;
}
