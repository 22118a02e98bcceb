#ifndef BONDLAB_APPROXIMATIONS_H
#define BONDLAB_APPROXIMATIONS_H
#include <stdint.h>
#include <string.h>

#define HELPER static inline __attribute__((always_inline))

#pragma clang fp contract(off)

// Branch-free elementary functions, within a few ulps (units in the last place) of float; NaN stays
// NaN.

HELPER uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

HELPER float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

HELPER float magnitude(float x) { return float_of(bits_of(x) & 0x7fffffffu); }

HELPER float with_sign_of(float x, float sign) {
  return float_of(bits_of(x) | (bits_of(sign) & 0x80000000u));
}

// a b + c in one rounding, on every CPU.
HELPER float fused(float a, float b, float c) { return __builtin_elementwise_fma(a, b, c); }

// e^x, after the Cephes library's expf; x is held to [-87, 88], where the result is a normal
// number.
HELPER float exponential(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  // Adding 1.5 * 2^23 rounds to an integer that then stands in the low bits.
  const float magic = 12582912.0f;
  float shifted = fused(x, 1.44269504088896341f, magic);
  float k = shifted - magic;
  float r = fused(k, -0.693359375f, x);
  r = fused(k, 2.12194440e-4f, r);
  float p = 1.9875691500e-4f;
  p = fused(p, r, 1.3981999507e-3f);
  p = fused(p, r, 8.3334519073e-3f);
  p = fused(p, r, 4.1665795894e-2f);
  p = fused(p, r, 1.6666665459e-1f);
  p = fused(p, r, 5.0000001201e-1f);
  p = fused(p, r * r, r);
  p = p + 1.0f;
  uint32_t power = (bits_of(shifted) - bits_of(magic) + 127u) << 23;
  return p * float_of(power);
}

// tanh, after the Cephes library's tanhf: a polynomial near zero, the exponential elsewhere.
HELPER float hyperbolic_tangent(float x) {
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = fused(p, z, 2.06390887954e-2f);
  p = fused(p, z, -5.37397155531e-2f);
  p = fused(p, z, 1.33314422036e-1f);
  p = fused(p, z, -3.33332819422e-1f);
  p = fused(p * z, x, x);
  float size = magnitude(x);
  float far = with_sign_of(1.0f - 2.0f / (exponential(size + size) + 1.0f), x);
  return size < 0.625f ? p : far;
}

// The error function: odd minimax polynomial up to 0.9277, 1 - exp(polynomial) beyond.
HELPER float error_function(float x) {
  float size = magnitude(x);
  float s = x * x;
  float r = fused(-1.72853470e-5f, size, 3.83197126e-4f);
  float u = fused(-3.88396438e-3f, size, 2.42546219e-2f);
  r = fused(r, s, u);
  r = fused(r, size, -1.06777877e-1f);
  r = fused(r, size, -6.34846687e-1f);
  r = fused(r, size, -1.28717512e-1f);
  r = fused(r, size, -size);
  float far = with_sign_of(1.0f - exponential(r), x);
  float p = -5.96761703e-4f;
  p = fused(p, s, 4.99119423e-3f);
  p = fused(p, s, -2.67681349e-2f);
  p = fused(p, s, 1.12819925e-1f);
  p = fused(p, s, -3.76125336e-1f);
  p = fused(p, s, 1.28379166e-1f);
  p = fused(p, x, x);
  // Past 4 the polynomial of the exponent turns; the function is 1 there in float.
  far = size > 4.0f ? with_sign_of(1.0f, x) : far;
  return size > 0.927734375f ? far : p;
}

// The natural logarithm of a positive normal number, after the Cephes library's logf.
HELPER float logarithm(float x) {
  int32_t exponent = (int32_t)(bits_of(x) >> 23) - 126;
  float m = float_of((bits_of(x) & 0x007fffffu) | 0x3f000000u);
  int below = m < 0.707106781186547524f;
  float e = (float)(exponent - below);
  m = below ? m + m - 1.0f : m - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = fused(p, m, -1.1514610310e-1f);
  p = fused(p, m, 1.1676998740e-1f);
  p = fused(p, m, -1.2420140846e-1f);
  p = fused(p, m, 1.4249322787e-1f);
  p = fused(p, m, -1.6668057665e-1f);
  p = fused(p, m, 2.0000714765e-1f);
  p = fused(p, m, -2.4999993993e-1f);
  p = fused(p, m, 3.3333331174e-1f);
  p = p * m * z;
  p = fused(e, -2.12194440e-4f, p);
  p = fused(-0.5f, z, p);
  float sum = fused(e, 0.693359375f, m + p);
  return x == x ? sum : x;
}

// GELU (Hendrycks and Gimpel, arXiv 1606.08415), exact and by tanh, and their derivatives.

HELPER float gelu_exact(float x) {
  return 0.5f * x * (1.0f + error_function(x * 0.70710678118654752f));
}

HELPER float gelu_exact_slope(float x) {
  float share = 0.5f * (1.0f + error_function(x * 0.70710678118654752f));
  return fused(x, 0.39894228040143268f * exponential(-0.5f * x * x), share);
}

HELPER float gelu_tanh(float x) {
  float inner = 0.79788456080286536f * (x + 0.044715f * x * x * x);
  return 0.5f * x * (1.0f + hyperbolic_tangent(inner));
}

HELPER float gelu_tanh_slope(float x) {
  float square = x * x;
  float t = hyperbolic_tangent(0.79788456080286536f * (x + 0.044715f * x * square));
  float slope = 0.79788456080286536f * (1.0f + 3.0f * 0.044715f * square);
  return 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * slope;
}

// A 32-bit mix of good avalanche, applied twice: a site's key and an index to uniform bits.
HELPER uint32_t mixed_bits(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

HELPER uint32_t draw_bits(uint64_t key, uint32_t index) {
  return mixed_bits(mixed_bits(index ^ (uint32_t)key) + (uint32_t)(key >> 32));
}

// y = x / (1 - rate) where the draw keeps it, else 0; x and y may be one.
HELPER void drop(long n, const float *x, float rate, uint64_t key, uint32_t start, float *y) {
  uint32_t threshold = (uint32_t)(rate * 4294967296.0);
  float scale = 1.0f / (1.0f - rate);
  for (long i = 0; i < n; i++)
    y[i] = draw_bits(key, start + (uint32_t)i) >= threshold ? x[i] * scale : 0.0f;
}

// Applies the same draws to two arrays: x to y, and z in place.
HELPER void drop_both(long n, const float *restrict x, float *restrict z, float rate, uint64_t key,
                      uint32_t start, float *restrict y) {
  uint32_t threshold = (uint32_t)(rate * 4294967296.0);
  float scale = 1.0f / (1.0f - rate);
  for (long i = 0; i < n; i++) {
    float factor = draw_bits(key, start + (uint32_t)i) >= threshold ? scale : 0.0f;
    y[i] = x[i] * factor;
    z[i] *= factor;
  }
}

#endif
