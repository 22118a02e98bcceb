#ifndef BONDLAB_PRODUCTS_H
#define BONDLAB_PRODUCTS_H
#include "CKernels.h"

// The kernels for one kind of CPU; the best ones are chosen when the first product is asked for.
typedef struct {
  void (*tile)(const kernel_product *, long, long, long, long);
  void (*pack_left)(const kernel_product *, long, long);
  void (*attention)(const kernel_attention *);
  void (*attention_backward)(const kernel_attention *);
} product_kernels;

extern const product_kernels plain_kernels, avx2_kernels, avx512_kernels, bfloat16_kernels;

#endif
