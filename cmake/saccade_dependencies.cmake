# Every third-party package, with the one module that may include it. Missing ones are named together with the
# command that installs them.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)        # src/graph/config, src/calculators (options), protos
find_package(PkgConfig REQUIRED)
pkg_check_modules(NETTLE REQUIRED IMPORTED_TARGET nettle)  # src/model/store.cpp: SHA-256
find_package(spdlog REQUIRED)          # src/base/log.cpp
find_package(nlohmann_json REQUIRED)   # apps/cli, src/engine/find_drivers.cpp, src/model/lock.cpp
# src/engine/vulkan: headers only, and the compiler of the shaders
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_path(VULKAN_HEADERS vulkan/vulkan_core.h REQUIRED)
find_program(GLSLC glslc REQUIRED)
find_program(SPIRV_VAL spirv-val REQUIRED)
if(SACCADE_MEDIA OR SACCADE_DEV)
  find_package(CLI11 REQUIRED)         # apps/cli, bench/models
endif()
if(SACCADE_MEDIA)
  # src/media
  pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET GLOBAL libavformat>=59 libavcodec>=59 libavutil>=57 libswscale>=6)
endif()
if(SACCADE_DEV)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
endif()
