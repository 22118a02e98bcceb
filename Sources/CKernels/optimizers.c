#include "CKernels.h"
#include "reductions.h"
#include "dispatch.h"

// sqrtf may set errno, which keeps a loop from being vectorised; this form is as exact and doesn't.
HELPER float root_of(float x) { return __builtin_elementwise_sqrt(x); }

KERNEL void kernel_adamw(long n, const float *restrict gradient, float *restrict first,
                         float *restrict second, float *restrict value, kernel_adamw_step step) {
  float rest1 = 1.0f - step.beta1, rest2 = 1.0f - step.beta2;
  for (long i = 0; i < n; i++) {
    float g = gradient[i] * step.gradient_scale;
    float m = step.beta1 * first[i] + rest1 * g;
    float v = step.beta2 * second[i] + rest2 * g * g;
    first[i] = m;
    second[i] = v;
    float root = root_of(v) * step.inverse_root_correction + step.epsilon;
    value[i] = value[i] * step.keep - step.step_size * m / root;
  }
}

KERNEL void kernel_adamw_multiplied(long n, const float *restrict gradient,
                                    const float *restrict multiplier, float *restrict first,
                                    float *restrict second, float *restrict value,
                                    kernel_adamw_step step) {
  float rest1 = 1.0f - step.beta1, rest2 = 1.0f - step.beta2;
  for (long i = 0; i < n; i++) {
    float g = gradient[i] * step.gradient_scale;
    float m = step.beta1 * first[i] + rest1 * g;
    float v = step.beta2 * second[i] + rest2 * g * g;
    first[i] = m;
    second[i] = v;
    float root = root_of(v) * step.inverse_root_correction + step.epsilon;
    value[i] = value[i] * step.keep - multiplier[i] * (step.step_size * m / root);
  }
}

// A value's change under LAMB, before the trust ratio and the learning rate.
HELPER float lamb_change(float first, float second, float value, kernel_lamb_step step) {
  float root = root_of(second) * step.inverse_root_correction + step.epsilon;
  return first * step.inverse_correction / root + step.decay * value;
}

HELPER void lamb_measure(long width, const float *restrict gradient, const float *restrict value,
                         float *restrict first, float *restrict second, kernel_lamb_step step,
                         double *restrict values, double *restrict changes) {
  float rest1 = 1.0f - step.beta1, rest2 = 1.0f - step.beta2;
  for (long l = 0; l < width; l++) {
    float g = gradient[l] * step.gradient_scale;
    float m = step.beta1 * first[l] + rest1 * g;
    float v = step.beta2 * second[l] + rest2 * g * g;
    first[l] = m;
    second[l] = v;
    double w = value[l], u = lamb_change(m, v, value[l], step);
    values[l] += w * w;
    changes[l] += u * u;
  }
}

KERNEL kernel_lamb_squares kernel_lamb_measure(long n, const float *gradient, const float *value,
                                               float *first, float *second,
                                               kernel_lamb_step step) {
  double values[PARTIAL_SUMS] = {0}, changes[PARTIAL_SUMS] = {0};
  long i = 0;
  for (; i + PARTIAL_SUMS <= n; i += PARTIAL_SUMS)
    lamb_measure(PARTIAL_SUMS, gradient + i, value + i, first + i, second + i, step, values,
                 changes);
  lamb_measure(n - i, gradient + i, value + i, first + i, second + i, step, values, changes);
  kernel_lamb_squares sums = {0, 0};
  for (int l = 0; l < PARTIAL_SUMS; l++) {
    sums.values += values[l];
    sums.changes += changes[l];
  }
  return sums;
}

KERNEL void kernel_lamb_move(long n, const float *restrict first, const float *restrict second,
                             float rate, float *restrict value, kernel_lamb_step step) {
  for (long i = 0; i < n; i++)
    value[i] -= rate * lamb_change(first[i], second[i], value[i], step);
}

KERNEL void kernel_momentum(long n, const float *restrict gradient, float *restrict velocity,
                            float *restrict value, kernel_momentum_step step) {
  for (long i = 0; i < n; i++) {
    float g = gradient[i] * step.gradient_scale + step.decay * value[i];
    float v = step.momentum * velocity[i] + g;
    velocity[i] = v;
    value[i] -= step.rate * v;
  }
}

KERNEL void kernel_momentum_multiplied(long n, const float *restrict gradient,
                                       const float *restrict multiplier, float *restrict velocity,
                                       float *restrict value, kernel_momentum_step step) {
  for (long i = 0; i < n; i++) {
    float g = multiplier[i] * (gradient[i] * step.gradient_scale) + step.decay * value[i];
    float v = step.momentum * velocity[i] + g;
    velocity[i] = v;
    value[i] -= step.rate * v;
  }
}
