#include "CKernels.h"
#include "dispatch.h"
#include "reductions.h"

KERNEL void kernel_squared_distance(long rows, long width, const float *x, const float *target,
                                    float *restrict slopes, float *losses) {
  for (long r = 0; r < rows; r++) {
    const float *from = x + r * width, *to = target + r * width;
    float *restrict slope = slopes + r * width;
    for (long c = 0; c < width; c++) slope[c] = from[c] - to[c];
    losses[r] = row_product(width, slope, slope) / (float)width;
  }
}

// A row of scores as a distribution: softmax(factor x) = e^(factor (x - most)) inverse; rest is the
// logarithm of the sum of these powers.
typedef struct {
  const float *x;
  float factor, most, inverse, rest;
} distribution;

HELPER float power(distribution d, long c) { return exponential(d.factor * (d.x[c] - d.most)); }

// The logarithm of a share.
HELPER float share_logarithm(distribution d, long c) {
  return d.factor * (d.x[c] - d.most) - d.rest;
}

HELPER distribution distribution_of(long n, const float *x, float factor) {
  distribution d = {.x = x, .factor = factor, .most = row_maximum(n, x)};
  float sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) sums[l] += power(d, i + l);
  for (int l = 0; i < n; i++, l++) sums[l] += power(d, i);
  const float sum = folded(sums);
  d.inverse = 1.0f / sum;
  d.rest = logarithm(sum);
  return d;
}

// The sum of p (log p - log q).
HELPER float relative_entropy(long n, distribution p, distribution q) {
  float sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++)
      sums[l] += power(p, i + l) * (share_logarithm(p, i + l) - share_logarithm(q, i + l));
  for (int l = 0; i < n; i++, l++)
    sums[l] += power(p, i) * (share_logarithm(p, i) - share_logarithm(q, i));
  return p.inverse * folded(sums);
}

// One row of kernel_divergence.
HELPER float divergence(long n, float factor, const float *x, float teacher_factor,
                        const float *teacher, float *slopes) {
  const distribution q = distribution_of(n, x, factor);
  const distribution p = distribution_of(n, teacher, teacher_factor);
  const float loss = relative_entropy(n, p, q);
  // An element is read before it is overwritten, so the result may be an operand.
#pragma clang loop vectorize(assume_safety)
  for (long c = 0; c < n; c++) slopes[c] = power(q, c) * q.inverse - power(p, c) * p.inverse;
  return loss;
}

KERNEL void kernel_divergence(long rows, long width, float factor, const float *x,
                              float teacher_factor, const float *teacher, float *slopes,
                              float *losses) {
  for (long r = 0; r < rows; r++) {
    const long place = r * width;
    losses[r] =
        divergence(width, factor, x + place, teacher_factor, teacher + place, slopes + place);
  }
}

// The scores of one query.
HELPER void query_scores(long length, const kernel_scores *s, long row, float *scores) {
  for (long c = 0; c < length; c++)
    scores[c] = row_product(s->size, s->query + row * s->stride, s->key + c * s->stride);
}

KERNEL void kernel_compare_attention(const kernel_attention_distance *a) {
  const kernel_scores *s = &a->student;
  float *slopes = a->room, *teacher = a->room + a->length;
  for (long r = 0; r < a->length; r++) {
    query_scores(a->length, s, r, slopes);
    query_scores(a->length, &a->teacher, r, teacher);
    a->losses[r] =
        divergence(a->length, s->factor, slopes, a->teacher.factor, teacher, slopes);
    for (long c = 0; c < a->length; c++) {
      const float slope = a->weight * s->factor * slopes[c];
      if (a->query_gradient) {
        float *restrict to = a->query_gradient + r * s->stride;
        for (long i = 0; i < s->size; i++) to[i] += slope * s->key[c * s->stride + i];
      }
      if (a->key_gradient) {
        float *restrict to = a->key_gradient + c * s->stride;
        for (long i = 0; i < s->size; i++) to[i] += slope * s->query[r * s->stride + i];
      }
    }
  }
}
