// Operands of a bfloat16 product, rounded to nearest even and laid out for its blocks. An element
// is a pair of neighbours along the inner index, the first in the low half.

HELPER ELEMENTS NAME(pairs_of_rows)(const float *even, const float *odd) {
  __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(even)));
  __m512i high = odd ? _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(odd)))
                     : _mm512_setzero_si512();
  return (ELEMENTS)_mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

// The LANES pairs of 2 * LANES neighbours, of which only `count` exist; the others count as zeros.
HELPER ELEMENTS NAME(pairs)(const float *source, long count) {
  float whole[2 * LANES];
  if (count < 2 * LANES) {
    for (long k = 0; k < 2 * LANES; k++) whole[k] = k < count ? source[k] : 0.0f;
    source = whole;
  }
  return (ELEMENTS)(__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(source + LANES),
                                               _mm512_loadu_ps(source));
}

// Copies `count` of a row's scalars to a vector and fills it up with zeros.
HELPER const float *NAME(padded_row)(const float *source, long stride, long count, float *whole) {
  for (long c = 0; c < LANES; c++) whole[c] = c < count ? source[c * stride] : 0.0f;
  return whole;
}

static void NAME(pack_right)(const kernel_product *p, long first, long last, long first_column,
                             long last_column, ELEMENT *panels) {
  const long count = last - first, steps = (count + 1) / 2;
  for (long column = first_column; column < last_column; column += 2 * LANES) {
    const long width = last_column - column < 2 * LANES ? last_column - column : 2 * LANES;
    const long padded = width > LANES ? 2 * LANES : LANES;
    ELEMENT *panel = panels + (column - first_column) * steps;
    for (long v = 0; v < padded; v += LANES) {
      const long there = width - v < LANES ? width - v : LANES;
      const float *source = p->right + first * p->right_inner + (column + v) * p->right_column;
      if (p->right_inner == 1) {
        for (long k = 0; k < steps; k += LANES) {
          ELEMENTS rows[LANES];
          for (long r = 0; r < LANES; r++)
            rows[r] = r < there
                          ? NAME(pairs)(source + r * p->right_column + 2 * k, count - 2 * k)
                          : (ELEMENTS)0u;
          NAME(transpose_square)(rows);
          for (long r = 0; r < LANES && k + r < steps; r++)
            *(ELEMENTS *)(panel + (k + r) * padded + v) = rows[r];
        }
        continue;
      }
      for (long k = 0; k < steps; k++) {
        float even[LANES], odd[LANES];
        const float *upper = source + 2 * k * p->right_inner;
        const float *lower = 2 * k + 1 < count ? upper + p->right_inner : 0;
        if (there < LANES || p->right_column != 1) {
          upper = NAME(padded_row)(upper, p->right_column, there, even);
          lower = lower ? NAME(padded_row)(lower, p->right_column, there, odd) : 0;
        }
        *(ELEMENTS *)(panel + k * padded + v) = NAME(pairs_of_rows)(upper, lower);
      }
    }
  }
}

static void NAME(pack_left)(const kernel_product *p, long first, long last, long first_row,
                            long last_row, int summing, ELEMENT *blocks) {
  const long count = last - first, steps = (count + 1) / 2;
  for (long row = first_row, rows; row < last_row; row += rows) {
    rows = NAME(block_rows)(last_row - row);
    ELEMENT *block = blocks + (row - first_row) * steps;
    const float *source = p->left + row * p->left_row + first * p->left_inner;
    if (p->left_row != 1) {
      for (long r = 0; r < rows; r++)
        for (long k = 0; k < steps; k += LANES) {
          ELEMENTS pairs = NAME(pairs)(source + r * p->left_row + 2 * k, count - 2 * k);
          if (k + LANES <= steps) *(ELEMENTS *)(block + r * steps + k) = pairs;
          else
            for (long l = 0; k + l < steps; l++) block[r * steps + k + l] = pairs[l];
        }
      continue;
    }
    float totals[LANES] = {0};
    const int wanted = p->left_sums && summing;
    for (long r = 0; wanted && r < rows; r++) totals[r] = p->left_sums[row + r];
    SUMS total = *(const SUMS *)totals;
    for (long k = 0; k < steps; k++) {
      float even[LANES], odd[LANES];
      const float *upper = source + 2 * k * p->left_inner;
      const float *lower = 2 * k + 1 < count ? upper + p->left_inner : 0;
      if (row + LANES > p->rows) {
        upper = NAME(padded_row)(upper, 1, rows, even);
        lower = lower ? NAME(padded_row)(lower, 1, rows, odd) : 0;
      }
      const ELEMENTS pairs = NAME(pairs_of_rows)(upper, lower);
      // A whole vector is stored; its excess is overwritten by the next one.
      if (k + LANES < steps) *(ELEMENTS *)(block + k * rows) = pairs;
      else
        for (long r = 0; r < rows; r++) block[k * rows + r] = pairs[r];
      total += *(const SUMS *)upper;
      if (lower) total += *(const SUMS *)lower;
    }
    *(SUMS *)totals = total;
    for (long r = 0; wanted && r < rows; r++) p->left_sums[row + r] = totals[r];
  }
}
