// Whether a file goes on as far as its own structure says. FFmpeg plays what is there and does not tell.
#pragma once

#include <string>

namespace saccade {

// True when an MP4/MOV box, an AVI chunk, a Matroska/WebM segment or a GIF ends behind the end of the file. Other
// formats, and streams that were written without a length, do not say.
bool is_cut_off(const std::string& path);

// What helps with a damaged file; the end of a message about it.
inline constexpr char kFetchAgain[] = "; copy or download it again";

}  // namespace saccade
