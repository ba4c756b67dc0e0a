// OpResolver: what TfLiteCustomOpResolverCalculator gives and InferenceCalculator takes. It holds nothing: MediaPipe's
// custom operators are part of every engine's vocabulary.
#pragma once

namespace saccade {

struct OpResolver {};

}  // namespace saccade
