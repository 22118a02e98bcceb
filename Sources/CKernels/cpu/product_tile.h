// A tile of a matrix product: the right operand is packed into panels that stay in the cache, rows
// of the left one stream past them.

// The number of rows of the next block: the largest size that fits.
static long NAME(block_rows)(long left) {
#define CASE(ROWS) if (left >= ROWS) return ROWS;
  BLOCK_SIZES(CASE)
#undef CASE
  return 0;
}

// Computes a block whose columns end inside a vector, by way of memory of its own.
static void NAME(edge_block)(long rows, long columns, long vectors, int packed, long inner,
                             const ELEMENT *left, long stride, const ELEMENT *right,
                             const float *bias, float *result, long result_stride, int adding) {
  float whole[BLOCK_ROWS * 2 * LANES], start[2 * LANES];
  const long width = vectors * LANES;
  if (adding)
    for (long r = 0; r < rows; r++)
      for (long c = 0; c < width; c++)
        whole[r * width + c] = c < columns ? result[r * result_stride + c] : 0.0f;
  if (bias)
    for (long c = 0; c < width; c++) start[c] = c < columns ? bias[c] : 0.0f;
  NAME(any_block)(rows, vectors, packed, inner, left, stride, right, bias ? start : 0, whole, width,
                  adding);
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++) result[r * result_stride + c] = whole[r * width + c];
}

// A piece of the inner index: its range, and its first element and number of elements in packed
// operands.
typedef struct {
  long first, last, start, steps;
} NAME(piece);

// Elements of an operand of so many rows or columns, packed whole, for one inner index.
static long NAME(packed_width)(long count) { return (count + LANES - 1) / LANES * LANES; }

// The number of pieces of the inner index: the wider a tile is, the shorter its pieces are.
static long NAME(piece_count)(const kernel_product *p) {
  const long columns = p->tile_columns > 0 ? p->tile_columns : COLUMN_BLOCK;
  const long room = PANEL_ELEMENTS / NAME(packed_width)(columns);
  const long longest = INNER_UNIT * (room < LONGEST_PIECE ? room : LONGEST_PIECE);
  return p->inner <= 0 ? 1 : (p->inner + longest - 1) / longest;
}

static NAME(piece) NAME(piece_of)(const kernel_product *p, long number) {
  const long inner = p->inner, pieces = NAME(piece_count)(p);
  const long length = ((inner + pieces - 1) / pieces + INNER_UNIT - 1) / INNER_UNIT * INNER_UNIT;
  const long first = number * length < inner ? number * length : inner;
  const long last = first + length < inner ? first + length : inner;
  const long steps = (last - first + INNER_UNIT - 1) / INNER_UNIT;
  return (NAME(piece)){first, last, first / INNER_UNIT, steps};
}

// Packs some rows of the left operand for all tiles, and adds up their sums.
static void NAME(pack_left_whole)(const kernel_product *p, long first, long last) {
  for (long number = 0; number < NAME(piece_count)(p); number++) {
    const NAME(piece) piece = NAME(piece_of)(p, number);
    ELEMENT *blocks = (ELEMENT *)p->packed_left + piece.start * NAME(packed_width)(p->rows);
    for (long row = first; row < last; row += ROW_GROUP) {
      const long end = row + ROW_GROUP < last ? row + ROW_GROUP : last;
      NAME(pack_left)(p, piece.first, piece.last, row, end, 1, blocks + row * piece.steps);
    }
  }
}

static void NAME(finish)(const kernel_product *p, long row, long rows, long column, long columns) {
  for (long r = row; r < row + rows; r++) {
    float *restrict x = p->result + r * p->result_row + column;
    float *restrict other = p->other + r * p->result_row + column;
    switch (p->finish) {
    case KERNEL_GELU_EXACT:
      for (long c = 0; c < columns; c++) other[c] = gelu_exact(x[c]);
      break;
    case KERNEL_GELU_TANH:
      for (long c = 0; c < columns; c++) other[c] = gelu_tanh(x[c]);
      break;
    case KERNEL_GELU_EXACT_SLOPE:
      for (long c = 0; c < columns; c++) x[c] *= gelu_exact_slope(other[c]);
      break;
    case KERNEL_GELU_TANH_SLOPE:
      for (long c = 0; c < columns; c++) x[c] *= gelu_tanh_slope(other[c]);
      break;
    default: break;
    }
  }
}

static void NAME(tile)(const kernel_product *p, long first_row, long last_row, long first_column,
                       long last_column) {
  _Alignas(64) ELEMENT panels[PANEL_ELEMENTS + 2 * LANES];
  _Alignas(64) ELEMENT own_blocks[LONGEST_PIECE * ROW_GROUP + 2 * LANES];
  const long columns = last_column - first_column, pieces = NAME(piece_count)(p);
  const int transposed = p->left_row == 1;
  const int packs_left = (transposed || LEFT_IS_CONVERTED) && !p->packed_left;
  for (long number = 0; number < pieces; number++) {
    const NAME(piece) piece = NAME(piece_of)(p, number);
    const long steps = piece.steps;
    NAME(pack_right)(p, piece.first, piece.last, first_column, last_column, panels);
    const int adding = p->adding || number > 0;
    for (long group = first_row; group < last_row; group += ROW_GROUP) {
      const long end = group + ROW_GROUP < last_row ? group + ROW_GROUP : last_row;
      const ELEMENT *blocks = own_blocks;
      if (p->packed_left)
        blocks = (const ELEMENT *)p->packed_left + piece.start * NAME(packed_width)(p->rows) +
                 group * steps;
      else if (packs_left)
        NAME(pack_left)(p, piece.first, piece.last, group, end, first_column == 0, own_blocks);
      for (long row = group, rows; row < end; row += rows) {
        rows = NAME(block_rows)(end - row);
        const ELEMENT *left = blocks + (row - group) * steps;
        long stride = steps;
        if (!packs_left && !p->packed_left) {
          left = (const ELEMENT *)(p->left + row * p->left_row + piece.first);
          stride = p->left_row;
        }
        for (long column = 0; column < columns; column += 2 * LANES) {
          const long width = columns - column < 2 * LANES ? columns - column : 2 * LANES;
          const long vectors = width > LANES ? 2 : 1;
          const ELEMENT *right = panels + column * steps;
          const float *bias = p->bias && !adding ? p->bias + first_column + column : 0;
          float *result = p->result + row * p->result_row + first_column + column;
          if (width == vectors * LANES)
            NAME(any_block)(rows, vectors, transposed, steps, left, stride, right, bias, result,
                            p->result_row, adding);
          else
            NAME(edge_block)(rows, width, vectors, transposed, steps, left, stride, right, bias,
                             result, p->result_row, adding);
        }
        if (number == pieces - 1 && p->finish) NAME(finish)(p, row, rows, first_column, columns);
      }
    }
  }
}
