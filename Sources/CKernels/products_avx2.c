#if defined(__x86_64__)
#include "products.h"
#include "reductions.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define NAME(x) x##_avx2
#define LANES 8
#define BLOCK_ROWS 6
#define BLOCK_SIZES(CASE) CASE(6) CASE(4) CASE(2) CASE(1)
#define ROW_GROUP 96
#include "cpu/float_product.h"
#pragma clang attribute pop

const product_kernels avx2_kernels = {
    .tile = tile_avx2,
    .pack_left = pack_left_whole_avx2,
    .attention = attention_avx2,
    .attention_backward = attention_backward_avx2,
};
#endif
