// Which landmarks of the face mesh are joined by a line. Left and right are the subject's own.
#pragma once

#include <span>

#include "solutions/connection.h"

namespace saccade {

// Below 468.
std::span<const Connection> face_lips();
std::span<const Connection> face_left_eye();
std::span<const Connection> face_left_eyebrow();
std::span<const Connection> face_right_eye();
std::span<const Connection> face_right_eyebrow();
std::span<const Connection> face_oval();
std::span<const Connection> face_tesselation();  // the whole surface, every edge once
// 469 to 477: only with refined landmarks.
std::span<const Connection> face_left_iris();
std::span<const Connection> face_right_iris();

}  // namespace saccade
