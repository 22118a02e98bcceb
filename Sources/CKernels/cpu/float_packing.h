// Operands of a float product, laid out for its blocks.

// target[k, r] = source[r, k] for `count` rows of `steps` elements, LANES rows at most; zeros for
// the rows that are missing.
static void NAME(transpose)(const float *source, long stride, long count, long steps,
                            float *target, long width) {
  long k = 0;
  for (; count == LANES && k + LANES <= steps; k += LANES) {
    SUMS rows[LANES];
#pragma clang loop unroll(full)
    for (long r = 0; r < LANES; r++) rows[r] = *(const SUMS *)(source + r * stride + k);
    NAME(transpose_square)(rows);
#pragma clang loop unroll(full)
    for (long r = 0; r < LANES; r++) *(SUMS *)(target + (k + r) * width) = rows[r];
  }
  for (; k < steps; k++)
    for (long r = 0; r < LANES; r++)
      target[k * width + r] = r < count ? source[r * stride + k] : 0.0f;
}

// Whole panels of a right operand whose rows lie together; returns how many columns they are.
static long NAME(pack_rows)(const kernel_product *p, long first, long steps, long first_column,
                            long last_column, float *panels) {
  const long columns = (last_column - first_column) / (2 * LANES) * (2 * LANES);
  for (long k = 0; k < steps; k++) {
    const float *from = p->right + (first + k) * p->right_inner + first_column;
    float *to = panels + k * 2 * LANES;
    for (long c = 0; c < columns; c += 2 * LANES, to += 2 * LANES * steps) {
      *(SUMS *)to = *(const SUMS *)(from + c);
      *(SUMS *)(to + LANES) = *(const SUMS *)(from + c + LANES);
    }
  }
  return columns;
}

// Columns of the right operand as panels of two vectors: for each inner index, the panel's columns
// side by side, zeros past the last one. A last panel of one vector or less is one vector wide.
static void NAME(pack_right)(const kernel_product *p, long first, long last, long first_column,
                             long last_column, float *panels) {
  const long steps = last - first;
  long begin = first_column;
  if (p->right_column == 1) begin += NAME(pack_rows)(p, first, steps, begin, last_column, panels);
  for (long column = begin; column < last_column; column += 2 * LANES) {
    const long width = last_column - column < 2 * LANES ? last_column - column : 2 * LANES;
    const long padded = width > LANES ? 2 * LANES : LANES;
    const float *source = p->right + first * p->right_inner + column * p->right_column;
    float *panel = panels + (column - first_column) * steps;
    if (p->right_inner == 1) {
      for (long c = 0; c < padded; c += LANES)
        NAME(transpose)(source + c * p->right_column, p->right_column,
                        width - c < LANES ? width - c : LANES, steps, panel + c, padded);
    } else {
      for (long k = 0; k < steps; k++)
        for (long c = 0; c < padded; c++)
          panel[k * padded + c] =
              c < width ? source[k * p->right_inner + c * p->right_column] : 0.0f;
    }
  }
}

// Rows of a transposed left operand as blocks: for each inner index, the block's rows side by side.
// The rows' sums over the inner index are added up on the way where they are wanted.
static void NAME(pack_left)(const kernel_product *p, long first, long last, long first_row,
                            long last_row, int summing, float *blocks) {
  const long steps = last - first, last_step = steps - 1;
  const float *source = p->left + first_row + first * p->left_inner;
  float *wanted = summing ? p->left_sums : 0;
  long whole = 0;
  while (first_row + whole + BLOCK_ROWS <= last_row && first_row + whole + LANES <= p->rows)
    whole += BLOCK_ROWS;
  // Each whole block has a vector of sums; the lanes past its rows are of no use.
  _Alignas(64) float sums[ROW_GROUP / BLOCK_ROWS * LANES] = {0};
#define SUM_OF(ROW) sums[(ROW) / BLOCK_ROWS * LANES + (ROW) % BLOCK_ROWS]
  for (long r = 0; wanted && r < whole; r++) SUM_OF(r) = wanted[first_row + r];
  for (long k = 0; k < steps; k++) {
    const float *from = source + k * p->left_inner;
    float *to = blocks + k * BLOCK_ROWS, *sum = sums;
    // Rows are far apart, so the processor doesn't prefetch the next one by itself.
    for (long r = 0; r < whole; r += 16) __builtin_prefetch(from + 8 * p->left_inner + r);
    for (long r = 0; r < whole; r += BLOCK_ROWS, to += BLOCK_ROWS * steps, sum += LANES) {
      const SUMS values = *(const SUMS *)(from + r);
      *(SUMS *)sum += values;
      // A whole vector is stored; its excess is overwritten by the next inner index.
      if (k < last_step) *(SUMS *)to = values;
      else
        for (long l = 0; l < BLOCK_ROWS; l++) to[l] = from[r + l];
    }
  }
  for (long r = 0; wanted && r < whole; r++) wanted[first_row + r] = SUM_OF(r);
#undef SUM_OF
  for (long row = whole, rows; first_row + row < last_row; row += rows) {
    rows = NAME(block_rows)(last_row - first_row - row);
    float *block = blocks + row * steps;
    for (long k = 0; k < steps; k++)
      for (long r = 0; r < rows; r++) {
        block[k * rows + r] = source[k * p->left_inner + row + r];
        if (wanted) wanted[first_row + row + r] += block[k * rows + r];
      }
  }
}
