#include "products.h"

// A level below the CPU's own may be asked for, which tests do.
static const product_kernels *kernels_for(int level) {
#if defined(__x86_64__)
  if (level >= 4) return &avx512_kernels;
  if (level >= 3) return &avx2_kernels;
#endif
  return &plain_kernels;
}

static const product_kernels *best(void) {
  // Threads that come first choose the same.
  static const product_kernels *_Atomic chosen;
  const product_kernels *known = chosen;
  if (!known) chosen = known = kernels_for(kernel_cpu_level());
  return known;
}

int kernel_has_bfloat16(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return kernel_cpu_level() >= 4 && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}

static const product_kernels *kernels_of(const kernel_product *p) {
#if defined(__x86_64__)
  if (p->is_bfloat16) return &bfloat16_kernels;
#endif
  return best();
}

void kernel_multiply(const kernel_product *p, long first_row, long last_row, long first_column,
                     long last_column) {
  kernels_of(p)->tile(p, first_row, last_row, first_column, last_column);
}

// An odd number of bfloat16 numbers ends in half a pair; floats take as much as is asked for.
long kernel_packed_size(long count, long inner) {
  const long widest = 16;
  return ((count + widest - 1) / widest * widest) * (inner + 2) + 2 * widest;
}

void kernel_pack_left(const kernel_product *p, long first_row, long last_row) {
  kernels_of(p)->pack_left(p, first_row, last_row);
}

void kernel_multiply_at_level(int level, const kernel_product *p, long first_row, long last_row,
                              long first_column, long last_column) {
  kernels_for(level)->tile(p, first_row, last_row, first_column, last_column);
}

void kernel_attention_forward(const kernel_attention *a) { best()->attention(a); }

void kernel_attention_backward(const kernel_attention *a) { best()->attention_backward(a); }

void kernel_attention_forward_at_level(int level, const kernel_attention *a) {
  kernels_for(level)->attention(a);
}

void kernel_attention_backward_at_level(int level, const kernel_attention *a) {
  kernels_for(level)->attention_backward(a);
}
