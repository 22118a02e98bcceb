#if defined(__x86_64__)
#include "products.h"
#include "reductions.h"

#define TARGET "arch=x86-64-v4,no-prefer-256-bit"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#define NAME(x) x##_avx512
#define LANES 16
#define BLOCK_ROWS 14
#define BLOCK_SIZES(CASE) CASE(14) CASE(8) CASE(4) CASE(2) CASE(1)
#define ROW_GROUP 112
#include "cpu/float_product.h"
#pragma clang attribute pop

const product_kernels avx512_kernels = {
    .tile = tile_avx512,
    .pack_left = pack_left_whole_avx512,
    .attention = attention_avx512,
    .attention_backward = attention_backward_avx512,
};
#endif
