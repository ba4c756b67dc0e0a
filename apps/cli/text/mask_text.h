// Masks as text: run lengths as COCO has them.
#pragma once

#include <string>

#include "saccade/image.h"
#include "text/json_text.h"

namespace saccade::cli {

// The name of the file where there is one, else {"size":[height,width],"counts":"..."}: COCO's compressed run lengths
// (column by column) of the pixels above one half, as pycocotools reads them. null for a mask that cannot be read.
void append_mask(JsonText& text, const Image& mask, const std::string& file);

// The compressed string alone; empty for a mask that cannot be read.
std::string coco_counts(const Image& mask);

// How much of the picture is above one half.
float mask_share(const Image& mask);

}  // namespace saccade::cli
