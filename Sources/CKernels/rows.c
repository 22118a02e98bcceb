#include "CKernels.h"
#include "dispatch.h"
#include "reductions.h"

HELPER double wide_row_product(long n, const float *x, const float *y) {
  double sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) sums[l] += (double)x[i + l] * (double)y[i + l];
  for (int l = 0; i < n; i++, l++) sums[l] += (double)x[i] * (double)y[i];
  double sum = 0;
  for (int l = 0; l < PARTIAL_SUMS; l++) sum += sums[l];
  return sum;
}

KERNEL double kernel_sum_of_squares(long n, const float *x) { return wide_row_product(n, x, x); }

KERNEL double kernel_dot(long n, const float *x, const float *y) {
  return wide_row_product(n, x, y);
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

KERNEL void kernel_layer_norm(long first, long last, const kernel_norm *p) {
  const long width = p->width;
  for (long r = first; r < last; r++) {
    const long offset = r * width;
    const float *x = p->x + offset, *residual = p->residual ? p->residual + offset : 0;
    float *restrict unit = p->normal + offset, *restrict out = p->y + offset;
    if (p->rate > 0) drop(width, x, p->rate, p->draws, (uint32_t)offset, unit);
    else if (unit != x)
      for (long c = 0; c < width; c++) unit[c] = x[c];
    if (residual)
      for (long c = 0; c < width; c++) unit[c] += p->gain * residual[c];
    const float mean = row_sum(width, unit) / (float)width;
    for (long c = 0; c < width; c++) unit[c] -= mean;
    const float variance = row_product(width, unit, unit) / (float)width;
    const float inverse = 1.0f / __builtin_sqrtf(variance + p->epsilon);
    p->inverse[r] = inverse;
    for (long c = 0; c < width; c++) {
      unit[c] *= inverse;
      out[c] = unit[c] * p->scale[c] + p->shift[c];
    }
  }
}

KERNEL void kernel_layer_norm_backward(long first, long last, const kernel_norm *p,
                                       const kernel_norm_gradients *g, float *restrict sums) {
  const long width = p->width;
  for (long r = first; r < last; r++) {
    const long offset = r * width;
    const float *unit = p->normal + offset;
    float *restrict change = g->y + offset;
    for (long c = 0; c < width; c++) {
      const float dy = change[c];
      sums[c] += dy * unit[c];
      sums[width + c] += dy;
      change[c] = dy * p->scale[c];
    }
    const float mean = row_sum(width, change) / (float)width;
    const float slope = row_product(width, change, unit) / (float)width;
    const float inverse = p->inverse[r], gain = p->gain;
    for (long c = 0; c < width; c++) change[c] = inverse * (change[c] - mean - unit[c] * slope);
    if (g->residual) {
      float *restrict to = g->residual + offset;
      if (g->adds_residual)
        for (long c = 0; c < width; c++) to[c] += gain * change[c];
      else
        for (long c = 0; c < width; c++) to[c] = gain * change[c];
    }
    if (!g->x) continue;
    if (p->rate > 0) drop(width, change, p->rate, p->draws, (uint32_t)offset, change);
    float *restrict to = g->x + offset;
    if (g->adds_x)
      for (long c = 0; c < width; c++) to[c] += change[c];
    else
      for (long c = 0; c < width; c++) to[c] = change[c];
  }
}

KERNEL void kernel_cross_entropy(long rows, long width, const int32_t *labels, float *x,
                                 float *losses, int32_t *best) {
  for (long r = 0; r < rows; r++) {
    float *row = x + r * width;
    float most = row_maximum(width, row);
    long index = 0;
    while (index + 1 < width && row[index] < most) index++;
    best[r] = (int32_t)index;
    float wanted = row[labels[r]] - most;
    for (long c = 0; c < width; c++) row[c] = exponential(row[c] - most);
    float sum = row_sum(width, row);
    losses[r] = logarithm(sum) - wanted;
    float inverse = 1.0f / sum;
    for (long c = 0; c < width; c++) row[c] *= inverse;
  }
}

KERNEL void kernel_gather_rows(long first, long last, long width, const float *table,
                               const int32_t *rows, float *y) {
  for (long r = first; r < last; r++)
    for (long c = 0; c < width; c++) y[r * width + c] = table[(long)rows[r] * width + c];
}

KERNEL void kernel_scatter_rows(long count, long width, long first, long last, const float *dy,
                                const int32_t *rows, float *table) {
  for (long r = 0; r < count; r++) {
    float *restrict to = table + (long)rows[r] * width;
    for (long c = first; c < last; c++) to[c] += dy[r * width + c];
  }
}

KERNEL void kernel_rearrange(long first, long last, long columns, const int32_t *rows,
                             const int32_t *offsets, const float *x, int adding, float *y) {
  for (long r = first; r < last; r++) {
    const float *from = x + rows[r];
    float *restrict to = y + r * columns;
    if (adding)
      for (long c = 0; c < columns; c++) to[c] += from[offsets[c]];
    else
      for (long c = 0; c < columns; c++) to[c] = from[offsets[c]];
  }
}
