#include "products.h"
#include "reductions.h"

#define NAME(x) x##_plain
#define LANES 4
#define BLOCK_ROWS 4
#define BLOCK_SIZES(CASE) CASE(4) CASE(2) CASE(1)
#define ROW_GROUP 96
#include "cpu/float_product.h"

const product_kernels plain_kernels = {tile_plain, attention_plain, attention_backward_plain};
