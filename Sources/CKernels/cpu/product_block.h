// A block of a matrix product held in registers, for one kind of CPU and one kind of element.
//
// Every element of the result is one chain of fused multiply-adds in the order of the inner index,
// whatever the blocks and tiles: so any tiling, any number of threads and every CPU give the same
// bits. `stride` is the distance from one row of the left operand to the next, in elements; a
// packed left operand has its rows side by side for each inner index instead.
HELPER void NAME(block)(const long rows, const long vectors, const int packed, long inner,
                        const ELEMENT *left, long stride, const ELEMENT *right, const float *bias,
                        float *result, long result_stride, int adding) {
  SUMS sums[BLOCK_ROWS][2];
#pragma clang loop unroll(full)
  for (long r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++)
      sums[r][v] = adding ? *(const SUMS *)(result + r * result_stride + v * LANES)
                   : bias ? *(const SUMS *)(bias + v * LANES)
                          : (SUMS)0.0f;
  // Rows are reached from every third one, so that all addresses stay in registers.
  const char *base[(BLOCK_ROWS + 2) / 3];
  const long bytes = stride * (long)sizeof(ELEMENT);
#pragma clang loop unroll(full)
  for (long r = 0; r < rows; r += 3) base[r / 3] = (const char *)(left + r * stride);
  for (long k = 0; k < inner; k++) {
    ELEMENTS across[2];
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++) across[v] = *(const ELEMENTS *)(right + v * LANES);
#pragma clang loop unroll(full)
    for (long r = 0; r < rows; r++) {
      ELEMENT one = packed ? left[k * rows + r]
                           : *(const ELEMENT *)(base[r / 3] + (r % 3) * bytes +
                                                k * (long)sizeof(ELEMENT));
      ELEMENTS down = (ELEMENTS)one;
#pragma clang loop unroll(full)
      for (long v = 0; v < vectors; v++) sums[r][v] = MULTIPLY_ADD(down, across[v], sums[r][v]);
    }
    right += vectors * LANES;
  }
#pragma clang loop unroll(full)
  for (long r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (long v = 0; v < vectors; v++)
      *(SUMS *)(result + r * result_stride + v * LANES) = sums[r][v];
}

// The same with the numbers of rows and vectors known to the compiler.
static void NAME(any_block)(long rows, long vectors, int packed, long inner, const ELEMENT *left,
                            long stride, const ELEMENT *right, const float *bias, float *result,
                            long result_stride, int adding) {
#define CASE(ROWS)                                                                               \
  case ROWS:                                                                                     \
    if (vectors == 2 && packed)                                                                  \
      NAME(block)(ROWS, 2, 1, inner, left, 1, right, bias, result, result_stride, adding);       \
    else if (vectors == 2)                                                                       \
      NAME(block)(ROWS, 2, 0, inner, left, stride, right, bias, result, result_stride, adding);  \
    else if (packed)                                                                             \
      NAME(block)(ROWS, 1, 1, inner, left, 1, right, bias, result, result_stride, adding);       \
    else                                                                                         \
      NAME(block)(ROWS, 1, 0, inner, left, stride, right, bias, result, result_stride, adding);  \
    return;
  switch (rows) {
    BLOCK_SIZES(CASE)
  default: return;
  }
#undef CASE
}
