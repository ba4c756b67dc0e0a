// Memory of output tensors, used again once nobody holds the tensor. Thread-safe; outlives its maker as long as
// tensors live.
#pragma once

#include <memory>

#include "tensor/tensor.h"

namespace saccade::cpu {

class TensorPool {
 public:
  TensorPool();
  // A float32 tensor, its values uninitialised and writable through `data` until it is handed on. Allocates only when
  // every tensor of that size made before is still held.
  Tensor make(const Shape& shape, float** data);

 private:
  class Shelf;
  std::shared_ptr<Shelf> shelf_;
};

}  // namespace saccade::cpu
