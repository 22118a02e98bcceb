#include "CKernels.h"
#include "dispatch.h"
#include "approximations.h"

static inline __attribute__((always_inline)) float folded(float *lanes) {
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
  return lanes[0];
}

static inline __attribute__((always_inline)) float row_sum(long n, const float *x) {
  float lanes[LANES] = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] += x[i + l];
  for (int l = 0; i < n; i++, l++) lanes[l] += x[i];
  return folded(lanes);
}

static inline __attribute__((always_inline)) float row_product(long n, const float *x,
                                                               const float *y) {
  float lanes[LANES] = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] += x[i + l] * y[i + l];
  for (int l = 0; i < n; i++, l++) lanes[l] += x[i] * y[i];
  return folded(lanes);
}

static inline __attribute__((always_inline)) float row_maximum(long n, const float *x) {
  float lanes[LANES];
  for (int l = 0; l < LANES; l++) lanes[l] = x[0];
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
  for (int l = 0; i < n; i++, l++) lanes[l] = x[i] > lanes[l] ? x[i] : lanes[l];
  float most = lanes[0];
  for (int l = 1; l < LANES; l++) most = lanes[l] > most ? lanes[l] : most;
  return most;
}

KERNEL double kernel_sum_of_squares(long n, const float *x) {
  double lanes[LANES] = {0};
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++) lanes[l] += (double)x[i + l] * (double)x[i + l];
  for (int l = 0; i < n; i++, l++) lanes[l] += (double)x[i] * (double)x[i];
  double sum = 0;
  for (int l = 0; l < LANES; l++) sum += lanes[l];
  return sum;
}

KERNEL void kernel_add_column_sums(long rows, long width, long first, long last, const float *x,
                                   float *restrict sums) {
  for (long r = 0; r < rows; r++)
    for (long c = first; c < last; c++) sums[c] += x[r * width + c];
}

KERNEL void kernel_add_column_products(long rows, long width, long first, long last,
                                       const float *x, const float *y, float *restrict sums) {
  for (long r = 0; r < rows; r++)
    for (long c = first; c < last; c++) sums[c] += x[r * width + c] * y[r * width + c];
}

KERNEL void kernel_layer_norm(long rows, long width, const float *x, const float *scale,
                              const float *shift, float epsilon, float *normal, float *inverse,
                              float *y) {
  for (long r = 0; r < rows; r++) {
    const float *row = x + r * width;
    float *unit = normal + r * width, *out = y + r * width;
    float mean = row_sum(width, row) / (float)width;
    for (long c = 0; c < width; c++) unit[c] = row[c] - mean;
    float variance = row_product(width, unit, unit) / (float)width;
    inverse[r] = 1.0f / __builtin_sqrtf(variance + epsilon);
    for (long c = 0; c < width; c++) {
      unit[c] *= inverse[r];
      out[c] = unit[c] * scale[c] + shift[c];
    }
  }
}

KERNEL void kernel_layer_norm_backward(long rows, long width, const float *dy, const float *scale,
                                       const float *normal, const float *inverse, float *dx) {
  for (long r = 0; r < rows; r++) {
    const float *unit = normal + r * width;
    float *out = dx + r * width;
    for (long c = 0; c < width; c++) out[c] = dy[r * width + c] * scale[c];
    float mean = row_sum(width, out) / (float)width;
    float slope = row_product(width, out, unit) / (float)width;
    for (long c = 0; c < width; c++) out[c] = inverse[r] * (out[c] - mean - unit[c] * slope);
  }
}

KERNEL void kernel_softmax(long rows, long width, float factor, float *x) {
  for (long r = 0; r < rows; r++) {
    float *row = x + r * width;
    float most = row_maximum(width, row);
    for (long c = 0; c < width; c++) row[c] = exponential(factor * (row[c] - most));
    float inverse = 1.0f / row_sum(width, row);
    for (long c = 0; c < width; c++) row[c] *= inverse;
  }
}

KERNEL void kernel_softmax_backward(long rows, long width, float factor, const float *p,
                                    float *dp) {
  for (long r = 0; r < rows; r++) {
    const float *share = p + r * width;
    float *row = dp + r * width;
    float mean = row_product(width, share, row);
    for (long c = 0; c < width; c++) row[c] = factor * share[c] * (row[c] - mean);
  }
}

KERNEL void kernel_cross_entropy(long rows, long width, const int32_t *labels, float *x,
                                 float *losses, int32_t *best) {
  for (long r = 0; r < rows; r++) {
    float *row = x + r * width;
    float most = row_maximum(width, row);
    long place = 0;
    while (place + 1 < width && row[place] < most) place++;
    best[r] = (int32_t)place;
    float wanted = row[labels[r]] - most;
    for (long c = 0; c < width; c++) row[c] = exponential(row[c] - most);
    float sum = row_sum(width, row);
    losses[r] = logarithm(sum) - wanted;
    float inverse = 1.0f / sum;
    for (long c = 0; c < width; c++) row[c] *= inverse;
  }
}
