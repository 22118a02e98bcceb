#if defined(__x86_64__)
#include <immintrin.h>
#include "products.h"
#include "reductions.h"

#define TARGET "arch=x86-64-v4,no-prefer-256-bit,avx512bf16"
#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)
#pragma clang fp contract(off)
#define NAME(x) x##_bfloat16
#define LANES 16
#define BLOCK_ROWS 14
#define BLOCK_SIZES(CASE) CASE(14) CASE(8) CASE(4) CASE(2) CASE(1)
#define ROW_GROUP 112

typedef float NAME(floats) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef uint32_t NAME(pairs_vector) __attribute__((ext_vector_type(LANES), aligned(4)));
#define SUMS NAME(floats)
#define ELEMENT uint32_t
#define ELEMENTS NAME(pairs_vector)
#define INNER_UNIT 2
#define LEFT_IS_CONVERTED 1
#define MULTIPLY_ADD(LEFT, RIGHT, SUM)                                                           \
  (SUMS)_mm512_dpbf16_ps((__m512)(SUM), (__m512bh)(LEFT), (__m512bh)(RIGHT))

#include "cpu/product_sizes.h"
#include "cpu/product_block.h"
#include "cpu/transpose.h"
static long NAME(block_rows)(long left);
#include "cpu/bfloat_packing.h"
#include "cpu/product_tile.h"
#pragma clang attribute pop

const product_kernels bfloat16_kernels = {
    .tile = tile_bfloat16,
    .pack_left = pack_left_whole_bfloat16,
};
#endif
