#ifndef BONDLAB_CKERNELS_H
#define BONDLAB_CKERNELS_H

#include <stdint.h>

// The x86-64 level of this CPU that kernels can use: 4 (AVX-512), 3 (AVX2), or 1; 0 on other CPUs.
int kernel_cpu_level(void);

// Lets the processor know that this thread waits for another one.
static inline void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Matrices are row-major and dense. "add" in a name: the result is added to what is there.

// y[i] += x[i];  y[i] += c x[i];  y[i] = c y[i];  y[i] = x[i] + z[i].
void kernel_add(long n, const float *x, float *y);
void kernel_add_scaled(long n, float c, const float *x, float *y);
void kernel_scale(long n, float c, float *y);
void kernel_sum(long n, const float *x, const float *z, float *y);
// The sum of squares, and of the products x[i] y[i], in double precision.
double kernel_sum_of_squares(long n, const float *x);
double kernel_dot(long n, const float *x, const float *y);
// Adds the bias [width] to every row of y [rows, width].
void kernel_add_bias(long rows, long width, const float *bias, float *y);
// sums[c] += the sum over rows of x[r, c], for the columns first..<last of a matrix of that width.
void kernel_add_column_sums(long rows, long width, long first, long last, const float *x,
                            float *sums);
// The same for the products x[r, c] y[r, c].
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

// Layer normalisation of rows of dropout(x) + gain residual: each row to mean 0 and variance 1,
// kept in normal; inverse[r] = 1 / standard deviation; y = normal scale + shift. residual may be
// null, and normal may be x itself.
typedef struct {
  long width;
  const float *x, *residual;
  float gain, rate;
  uint64_t draws;
  const float *scale, *shift;
  float epsilon;
  float *normal, *inverse, *y;
} kernel_norm;
void kernel_layer_norm(long first, long last, const kernel_norm *norm);
// The gradient of y, which is overwritten, and those of x and the residual, which are added to or
// replaced, or not computed where null.
typedef struct {
  float *y, *x, *residual;
  int adds_x, adds_residual;
} kernel_norm_gradients;
// The gradients of scale and shift are added to sums [2, width].
void kernel_layer_norm_backward(long first, long last, const kernel_norm *norm,
                                const kernel_norm_gradients *gradients, float *sums);

// Each row of x becomes softmax(x); losses[r] = -log of the label's share; best[r] = the row's
// argmax.
void kernel_cross_entropy(long rows, long width, const int32_t *labels, float *x, float *losses,
                          int32_t *best);

// losses[r] = the mean of (x - target)² over row r, and slopes = x - target.
void kernel_squared_distance(long rows, long width, const float *x, const float *target,
                             float *slopes, float *losses);

// losses[r] = KL(p || q) and slopes = q - p for the shares q = softmax(factor x) and
// p = softmax(teacher_factor teacher) of each row; slopes may be x or teacher.
void kernel_divergence(long rows, long width, float factor, const float *x, float teacher_factor,
                       const float *teacher, float *slopes, float *losses);

// Queries and keys of one head over one sequence: rows of `size` scalars, `stride` apart.
typedef struct {
  long size, stride;
  const float *query, *key;
  float factor;
} kernel_scores;
// losses[r] = KL(p || q) for the attention q = softmax(factor query keyᵀ) of row r and the
// teacher's p. The gradients of weight times each loss in the student's queries and keys are added
// to those that are not null. room has space for two rows of scores.
typedef struct {
  long length;
  kernel_scores student, teacher;
  float *room, *losses;
  float weight;
  float *query_gradient, *key_gradient;
} kernel_attention_distance;
void kernel_compare_attention(const kernel_attention_distance *distance);

// Gathering copies rows of the table to the rows first..<last of y [.., width]. Scattering adds,
// for the columns first..<last, rows of dy to rows of the table, one after the other.
void kernel_gather_rows(long first, long last, long width, const float *table, const int32_t *rows,
                        float *y);
void kernel_scatter_rows(long count, long width, long first, long last, const float *dy,
                         const int32_t *rows, float *table);
// y[r, c] = or += x[rows[r] + offsets[c]], for rows first..<last of y.
void kernel_rearrange(long first, long last, long columns, const int32_t *rows,
                      const int32_t *offsets, const float *x, int adding, float *y);

// The function that is applied to each element of a complete product. `other` has the result's
// layout: GELU of the result is written there, or the result is multiplied by GELU's derivative at
// `other`.
enum {
  KERNEL_NOTHING, KERNEL_GELU_EXACT, KERNEL_GELU_TANH, KERNEL_GELU_EXACT_SLOPE,
  KERNEL_GELU_TANH_SLOPE
};

// result[r, c] = sum over k of left[r, k] right[k, c]; element (r, k) of the left operand is
// left[r left_row + k left_inner], and so on. One stride of each operand is 1; so is the distance
// of the result's columns. The result is added to what is there (adding), or starts from bias[c]
// where there is one. tile_columns is the most columns of a tile, or 0. packed_left has room for
// the left operand where that is packed before tiles are computed, or is null. The sum over k of
// left[r, k] is added to left_sums[r], where left_row is 1.
typedef struct {
  long rows, columns, inner;
  const float *left;
  long left_row, left_inner;
  const float *right;
  long right_inner, right_column;
  float *result;
  long result_row;
  int adding, is_bfloat16, finish;
  const float *bias;
  float *other, *left_sums;
  long tile_columns;
  float *packed_left;
} kernel_product;

// Runs of rows of a packed left operand begin at multiples of this number.
enum { KERNEL_ROW_UNIT = 84 };
// Number of scalars that a left operand of so many rows takes when packed whole.
long kernel_packed_size(long rows, long inner);
// Packs rows of the left operand, which must be transposed or bfloat16, once for all tiles.
void kernel_pack_left(const kernel_product *product, long first_row, long last_row);

// Most columns of a product that one call computes; tiles begin at multiples of this number.
enum { KERNEL_TILE_COLUMNS = 384 };

// Computes the rows and columns of a tile. Every element is one chain of fused multiply-adds over
// k, so the result does not depend on the tiling, nor on the CPU.
void kernel_multiply(const kernel_product *product, long first_row, long last_row,
                     long first_column, long last_column);
// The same with the code for a lower x86-64 level than this CPU's (4, 3, or 1).
void kernel_multiply_at_level(int level, const kernel_product *product, long first_row,
                              long last_row, long first_column, long last_column);
// Whether this CPU multiplies bfloat16 numbers (AVX512_BF16).
int kernel_has_bfloat16(void);

// One head of one sequence: `queries` and `keys` rows of `size` scalars, `stride` apart. statistics
// [queries, 2] keeps the maximum of each row of scores and one over its sum of powers for the
// backward pass. A gradient that is null is not computed; the others are added to or replaced.
typedef struct {
  long queries, keys, size, stride;
  const float *query, *key, *value;
  float factor, rate;
  uint64_t draws;
  uint32_t start;
  float *result, *statistics;
  const float *result_gradient;
  float *query_gradient, *key_gradient, *value_gradient;
  int adds_query, adds_key, adds_value;
} kernel_attention;

// result = dropout(softmax(factor query keyᵀ)) value.
void kernel_attention_forward(const kernel_attention *attention);
void kernel_attention_backward(const kernel_attention *attention);
// The same with the code for a lower x86-64 level than this CPU's (4, 3, or 1).
void kernel_attention_forward_at_level(int level, const kernel_attention *attention);
void kernel_attention_backward_at_level(int level, const kernel_attention *attention);

// Optimizers: each reads a range's gradients, values and moments once. gradient_scale is the factor
// of a gradient under clipping.

typedef struct {
  float gradient_scale, beta1, beta2, step_size, inverse_root_correction, epsilon, keep;
} kernel_adamw_step;
void kernel_adamw(long n, const float *gradient, float *first, float *second, float *value,
                  kernel_adamw_step step);
// The same, with each value's change, but not its decay, times a multiplier.
void kernel_adamw_multiplied(long n, const float *gradient, const float *multiplier, float *first,
                             float *second, float *value, kernel_adamw_step step);

// LAMB needs the norms of a whole parameter before it moves any of it: one pass updates the moments
// and sums squares, a second one moves the values by rate times the change.
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
// The same, with each gradient times a multiplier before the decay is added.
void kernel_momentum_multiplied(long n, const float *gradient, const float *multiplier,
                                float *velocity, float *value, kernel_momentum_step step);

// Double precision.

// The sum of x[i] z[i];  y[i] = x[i] + c z[i], where y may be x or z.
double kernel_dot_doubles(long n, const double *x, const double *z);
void kernel_sum_doubles(long n, const double *x, double c, const double *z, double *y);

// Conjugate gradients, scaled by a diagonal: place += length direction and rest -= length curved;
// returns the sum of rest[i]² / diagonal[i]. And direction = rest / diagonal + share direction.
double kernel_conjugate_move(long n, double length, const double *direction, const double *curved,
                             const double *diagonal, double *place, double *rest);
void kernel_conjugate_turn(long n, double share, const double *rest, const double *diagonal,
                           double *direction);

// A sparse matrix: row r has the entries offsets[r]..<offsets[r + 1], of which the columns and
// values are given; or the matrix of the squares of these values.
typedef struct {
  const long *offsets;
  const int32_t *columns;
  const double *values;
  int is_squared;
} kernel_sparse;
// y[r, c] += sum over k of x[r, k] dense[k, c] for rows first..<last of y [.., width], one product
// after the other.
void kernel_multiply_sparse(const kernel_sparse *x, long first, long last, long width,
                            const double *dense, double *y);

#endif
