// models.lock.json: reading it, and the one that this build carries.
#pragma once

#include <string_view>
#include <vector>

#include "saccade/models.h"

namespace saccade {

// data_loss when the text is damaged; names the entry. File names are plain: a lock cannot point out of a folder.
Result<std::vector<ModelEntry>> parse_lock(std::string_view text);

// The text of models.lock.json when this was built.
std::string_view embedded_lock();

}  // namespace saccade
