#include "CKernels.h"
#include "approximations.h"
#include "dispatch.h"

KERNEL void kernel_add(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] += x[i];
}

KERNEL void kernel_add_scaled(long n, float c, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] += c * x[i];
}

KERNEL void kernel_sum(long n, const float *x, const float *z, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = x[i] + z[i];
}

KERNEL void kernel_add_bias(long rows, long width, const float *restrict bias, float *restrict y) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < width; c++) y[r * width + c] += bias[c];
}

KERNEL void kernel_gelu_exact(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++)
    y[i] = 0.5f * x[i] * (1.0f + error_function(x[i] * 0.70710678118654752f));
}

KERNEL void kernel_gelu_exact_backward(long n, const float *restrict x, const float *restrict dy,
                                       float *restrict dx) {
  for (long i = 0; i < n; i++) {
    float share = 0.5f * (1.0f + error_function(x[i] * 0.70710678118654752f));
    float density = 0.39894228040143268f * exponential(-0.5f * x[i] * x[i]);
    dx[i] += dy[i] * (share + x[i] * density);
  }
}

KERNEL void kernel_gelu_tanh(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) {
    float inner = 0.79788456080286536f * (x[i] + 0.044715f * x[i] * x[i] * x[i]);
    y[i] = 0.5f * x[i] * (1.0f + hyperbolic_tangent(inner));
  }
}

KERNEL void kernel_gelu_tanh_backward(long n, const float *restrict x, const float *restrict dy,
                                      float *restrict dx) {
  for (long i = 0; i < n; i++) {
    float square = x[i] * x[i];
    float t = hyperbolic_tangent(0.79788456080286536f * (x[i] + 0.044715f * x[i] * square));
    float slope = 0.79788456080286536f * (1.0f + 3.0f * 0.044715f * square);
    dx[i] += dy[i] * (0.5f * (1.0f + t) + 0.5f * x[i] * (1.0f - t * t) * slope);
  }
}

KERNEL void kernel_tanh(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = hyperbolic_tangent(x[i]);
}

KERNEL void kernel_tanh_backward(long n, const float *restrict y, const float *restrict dy,
                                 float *restrict dx) {
  for (long i = 0; i < n; i++) dx[i] += dy[i] * (1.0f - y[i] * y[i]);
}

KERNEL void kernel_dropout(long n, const float *x, float rate, uint64_t key, uint32_t start,
                           float *y) {
  uint32_t threshold = (uint32_t)(rate * 4294967296.0);
  float scale = 1.0f / (1.0f - rate);
  for (long i = 0; i < n; i++)
    y[i] = draw_bits(key, start + (uint32_t)i) >= threshold ? x[i] * scale : 0.0f;
}
