#ifndef BONDLAB_REDUCTIONS_H
#define BONDLAB_REDUCTIONS_H
#include "approximations.h"

#pragma clang fp contract(off)

// Reductions keep this many partial sums whatever the CPU, and fold them in one order.
#define PARTIAL_SUMS 16

HELPER float folded(float *sums) {
  for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

HELPER float row_sum(long n, const float *x) {
  float sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) sums[l] += x[i + l];
  for (int l = 0; i < n; i++, l++) sums[l] += x[i];
  return folded(sums);
}

HELPER float row_product(long n, const float *x, const float *y) {
  float sums[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) sums[l] += x[i + l] * y[i + l];
  for (int l = 0; i < n; i++, l++) sums[l] += x[i] * y[i];
  return folded(sums);
}

HELPER float row_maximum(long n, const float *x) {
  float most[PARTIAL_SUMS];
  for (int l = 0; l < PARTIAL_SUMS; l++) most[l] = x[0];
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    for (int l = 0; l < PARTIAL_SUMS; l++) most[l] = x[i + l] > most[l] ? x[i + l] : most[l];
  for (int l = 0; i < n; i++, l++) most[l] = x[i] > most[l] ? x[i] : most[l];
  float all = most[0];
  for (int l = 1; l < PARTIAL_SUMS; l++) all = most[l] > all ? most[l] : all;
  return all;
}

#endif
