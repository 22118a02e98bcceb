#include "CKernels.h"
#include "dispatch.h"
#include "reductions.h"

HELPER double folded_doubles(double *sums) {
  for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

KERNEL double kernel_dot_doubles(long n, const double *x, const double *y) {
  double sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) sums[l] += x[i + l] * y[i + l];
  for (int l = 0; i < n; i++, l++) sums[l] += x[i] * y[i];
  return folded_doubles(sums);
}

KERNEL void kernel_sum_doubles(long n, const double *x, double c, const double *z, double *y) {
  for (long i = 0; i < n; i++) y[i] = x[i] + c * z[i];
}

KERNEL double kernel_conjugate_move(long n, double length, const double *direction,
                                    const double *curved, const double *diagonal,
                                    double *restrict place, double *restrict rest) {
  double sums[PARTIAL_SUMS] = {0};
  for (long start = 0; start < n; start += PARTIAL_SUMS) {
    const int count = n - start < PARTIAL_SUMS ? (int)(n - start) : PARTIAL_SUMS;
    for (int l = 0; l < count; l++) {
      const long i = start + l;
      place[i] += length * direction[i];
      const double left = rest[i] - length * curved[i];
      rest[i] = left;
      sums[l] += left * (left / diagonal[i]);
    }
  }
  return folded_doubles(sums);
}

KERNEL void kernel_conjugate_turn(long n, double share, const double *rest,
                                  const double *diagonal, double *restrict direction) {
  for (long i = 0; i < n; i++) direction[i] = rest[i] / diagonal[i] + share * direction[i];
}

KERNEL void kernel_multiply_sparse(const kernel_sparse *x, long first, long last, long width,
                                   const double *dense, double *y) {
  for (long r = first; r < last; r++) {
    double *restrict row = y + r * width;
    for (long e = x->offsets[r]; e < x->offsets[r + 1]; e++) {
      const double value = x->is_squared ? x->values[e] * x->values[e] : x->values[e];
      const double *from = dense + x->columns[e] * width;
      for (long c = 0; c < width; c++) row[c] += value * from[c];
    }
  }
}
