#ifndef BONDLAB_CKERNELS_H
#define BONDLAB_CKERNELS_H

#include <stdint.h>

// The x86-64 level of this CPU that kernels can use: 4 (AVX-512), 3 (AVX2), or 1; 0 on other CPUs.
int kernel_cpu_level(void);

// Matrices are row-major and dense. "add" in a name: the result is added to what is there.

// y[i] += x[i];  y[i] += c x[i];  y[i] = x[i] + z[i].
void kernel_add(long n, const float *x, float *y);
void kernel_add_scaled(long n, float c, const float *x, float *y);
void kernel_sum(long n, const float *x, const float *z, float *y);
// The sum of squares, in double precision.
double kernel_sum_of_squares(long n, const float *x);
// Every row of y [rows, width] gets the bias added.
void kernel_add_bias(long rows, long width, const float *bias, float *y);
// sums[c] += the sum over rows of x[r, c], for the columns first..<last of a matrix of that width.
void kernel_add_column_sums(long rows, long width, long first, long last, const float *x,
                            float *sums);
// The same of x[r, c] y[r, c].
void kernel_add_column_products(long rows, long width, long first, long last, const float *x,
                                const float *y, float *sums);

// GELU, exact (erf) or by tanh, and the gradient: dx += dy gelu'(x).
void kernel_gelu_exact(long n, const float *x, float *y);
void kernel_gelu_tanh(long n, const float *x, float *y);
void kernel_gelu_exact_backward(long n, const float *x, const float *dy, float *dx);
void kernel_gelu_tanh_backward(long n, const float *x, const float *dy, float *dx);
void kernel_tanh(long n, const float *x, float *y);
// dx += dy (1 - y²), y being tanh's result.
void kernel_tanh_backward(long n, const float *y, const float *dy, float *dx);

// y[i] = x[i] / (1 - rate) where draw (key, start + i) keeps it, else 0; x and y may be one.
void kernel_dropout(long n, const float *x, float rate, uint64_t key, uint32_t start, float *y);

// Each row to mean 0 and variance 1, kept in normal; inverse[r] = 1 / deviation; y = normal scale + shift.
void kernel_layer_norm(long rows, long width, const float *x, const float *scale,
                       const float *shift, float epsilon, float *normal, float *inverse, float *y);
// dx = the gradient of x (not added), from dy.
void kernel_layer_norm_backward(long rows, long width, const float *dy, const float *scale,
                                const float *normal, const float *inverse, float *dx);

// Each row of x becomes softmax(factor x), in place.
void kernel_softmax(long rows, long width, float factor, float *x);
// Each row: factor p (dp - sum(p dp)), written over dp.
void kernel_softmax_backward(long rows, long width, float factor, const float *p, float *dp);
// Each row of x becomes softmax(x); losses[r] = -log of the label's share; best[r] = the row's argmax.
void kernel_cross_entropy(long rows, long width, const int32_t *labels, float *x, float *losses,
                          int32_t *best);

// Optimizers: each reads a range's gradients, values and running means once. gradient_scale is what
// clipping leaves of a gradient.

typedef struct {
  float gradient_scale, beta1, beta2, step_size, inverse_root_correction, epsilon, keep;
} kernel_adamw_step;
void kernel_adamw(long n, const float *gradient, float *first, float *second, float *value,
                  kernel_adamw_step step);

// LAMB needs the norms of a whole parameter before it moves any of it: one pass brings the running
// means up to date and sums squares, a second one moves the values by rate times the change.
typedef struct {
  float gradient_scale, beta1, beta2, inverse_correction, inverse_root_correction, epsilon, decay;
} kernel_lamb_step;
typedef struct {
  double values, changes;
} kernel_lamb_squares;
kernel_lamb_squares kernel_lamb_measure(long n, const float *gradient, const float *value,
                                        float *first, float *second, kernel_lamb_step step);
void kernel_lamb_move(long n, const float *first, const float *second, float rate, float *value,
                      kernel_lamb_step step);

typedef struct {
  float gradient_scale, momentum, decay, rate;
} kernel_momentum_step;
void kernel_momentum(long n, const float *gradient, float *velocity, float *value,
                     kernel_momentum_step step);

#endif
