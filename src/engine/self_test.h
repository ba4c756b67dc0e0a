// Whether a device computes what the CPU computes: drivers have bugs that no table of them knows.
#pragma once

#include "engine/engine.h"
#include "engine/verdicts.h"

namespace saccade {

// A small network of every kind of operator that the solutions' networks are made of, and a crop of a picture, once per
// precision and twice each: the second run has to repeat the first to the bit. internal says what differs from `cpu`.
SelfTestVerdict self_test(Engine& device, Engine& cpu);

}  // namespace saccade
