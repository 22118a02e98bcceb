#include "CKernels.h"
#include "approximations.h"
#include "dispatch.h"

KERNEL void kernel_add(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] += x[i];
}

KERNEL void kernel_add_scaled(long n, float c, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] += c * x[i];
}

KERNEL void kernel_scale(long n, float c, float *y) {
  for (long i = 0; i < n; i++) y[i] *= c;
}

KERNEL void kernel_sum(long n, const float *x, const float *z, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = x[i] + z[i];
}

KERNEL void kernel_add_bias(long rows, long width, const float *restrict bias, float *restrict y) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < width; c++) y[r * width + c] += bias[c];
}

KERNEL void kernel_gelu_exact(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = gelu_exact(x[i]);
}

KERNEL void kernel_gelu_exact_backward(long n, const float *restrict x, const float *restrict dy,
                                       float *restrict dx) {
  for (long i = 0; i < n; i++) dx[i] += dy[i] * gelu_exact_slope(x[i]);
}

KERNEL void kernel_gelu_tanh(long n, const float *restrict x, float *restrict y) {
  for (long i = 0; i < n; i++) y[i] = gelu_tanh(x[i]);
}

KERNEL void kernel_gelu_tanh_backward(long n, const float *restrict x, const float *restrict dy,
                                      float *restrict dx) {
  for (long i = 0; i < n; i++) dx[i] += dy[i] * gelu_tanh_slope(x[i]);
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
  drop(n, x, rate, key, start, y);
}
