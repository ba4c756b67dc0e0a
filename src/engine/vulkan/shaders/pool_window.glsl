// What pool.comp and pool_wide.comp share; they declare the constants, `push`, `source` and `result`.

struct PoolWindow {  // the part of a window inside the source
  uvec2 begin, end;
};

PoolWindow pool_window(QuadPosition at) {
  const ivec2 first = ivec2(at.x * push.stride_w, at.y * push.stride_h) - ivec2(push.left, push.top);
  const ivec2 extent = ivec2(push.source.width, push.source.height);
  return PoolWindow(uvec2(max(first, ivec2(0))), uvec2(min(first + ivec2(push.filter_w, push.filter_h), extent)));
}

vec4 pool_identity() { return vec4(kMaximum ? -3.402823466e38 : 0.0); }
vec4 pool_combine(vec4 a, vec4 b) { return kMaximum ? max(a, b) : a + b; }

void pool_finish(QuadPosition at, PoolWindow window, vec4 total) {
  const uvec2 size = window.end - window.begin;
  if (!kMaximum) total /= float(size.x * size.y);
  result_store(push.result, at.n, at.y, at.x, at.quad, activate(kActivation, total, vec4(0)));
}
