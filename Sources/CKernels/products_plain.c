#include "products.h"
#include "reductions.h"

#define NAME(x) x##_plain
#define LANES 4
#define BLOCK_ROWS 4
#define BLOCK_SIZES(CASE) CASE(4) CASE(2) CASE(1)
#define ROW_GROUP 96
#include "cpu/float_product.h"

const product_kernels plain_kernels = {
    .tile = tile_plain,
    .pack_left = pack_left_whole_plain,
    .attention = attention_plain,
    .attention_backward = attention_backward_plain,
};
