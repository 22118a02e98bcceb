// Float products and attention for one kind of CPU; the including file defines its name for things
// (NAME), scalars in a vector (LANES), the register block's rows (BLOCK_ROWS) and smaller blocks
// (BLOCK_SIZES), and how many rows of a transposed left operand are packed at a time (ROW_GROUP).

#pragma clang fp contract(off)

typedef float NAME(floats) __attribute__((ext_vector_type(LANES), aligned(4)));
#define SUMS NAME(floats)
#define ELEMENT float
#define ELEMENTS SUMS
#define INNER_UNIT 1
#define LEFT_IS_CONVERTED 0
#define MULTIPLY_ADD(LEFT, RIGHT, SUM) __builtin_elementwise_fma(LEFT, RIGHT, SUM)

#include "product_sizes.h"
#include "product_block.h"
#include "transpose.h"
static long NAME(block_rows)(long left);
#include "float_packing.h"
#include "product_tile.h"
#include "attention_heads.h"
