// Attention of one head over one sequence, a run of queries at a time, so that the scores of a run
// stay in the cache and nothing of length x length is kept.

#define SCORE_BLOCK 65536

// The number of queries whose scores fit a block.
static long NAME(run_length)(long keys) {
  long room = SCORE_BLOCK / (keys > 0 ? keys : 1);
  return room < 1 ? 1 : room > 128 ? 128 : room;
}

// Computes all of a small product.
static void NAME(whole)(kernel_product p) {
  for (long column = 0; column < p.columns; column += COLUMN_BLOCK) {
    const long end = column + COLUMN_BLOCK < p.columns ? column + COLUMN_BLOCK : p.columns;
    NAME(tile)(&p, 0, p.rows, column, end);
  }
}

// Computes scores = queries keysᵀ, not yet scaled.
static void NAME(scores)(const kernel_attention *a, long first, long rows, float *scores) {
  NAME(whole)((kernel_product){
      .rows = rows, .columns = a->keys, .inner = a->size,
      .left = a->query + first * a->stride, .left_row = a->stride, .left_inner = 1,
      .right = a->key, .right_inner = 1, .right_column = a->stride,
      .result = scores, .result_row = a->keys});
}

static void NAME(attention)(const kernel_attention *a) {
  _Alignas(64) float scores[SCORE_BLOCK];
  const long run = NAME(run_length)(a->keys);
  for (long first = 0; first < a->queries; first += run) {
    const long rows = first + run < a->queries ? run : a->queries - first;
    NAME(scores)(a, first, rows, scores);
    for (long r = 0; r < rows; r++) {
      float *restrict row = scores + r * a->keys, *statistics = a->statistics + (first + r) * 2;
      const float most = row_maximum(a->keys, row);
      for (long c = 0; c < a->keys; c++) row[c] = exponential(a->factor * (row[c] - most));
      const float inverse = 1.0f / row_sum(a->keys, row);
      for (long c = 0; c < a->keys; c++) row[c] *= inverse;
      statistics[0] = most;
      statistics[1] = inverse;
    }
    if (a->rate > 0)
      drop(rows * a->keys, scores, a->rate, a->draws, a->start + (uint32_t)(first * a->keys),
           scores);
    NAME(whole)((kernel_product){
        .rows = rows, .columns = a->size, .inner = a->keys,
        .left = scores, .left_row = a->keys, .left_inner = 1,
        .right = a->value, .right_inner = a->stride, .right_column = 1,
        .result = a->result + first * a->stride, .result_row = a->stride});
  }
}

// Clears the gradients of keys and values where there is no query.
static void NAME(no_gradient)(const kernel_attention *a) {
  for (long r = 0; r < a->keys; r++)
    for (long c = 0; c < a->size; c++) {
      if (a->key_gradient && !a->adds_key) a->key_gradient[r * a->stride + c] = 0.0f;
      if (a->value_gradient && !a->adds_value) a->value_gradient[r * a->stride + c] = 0.0f;
    }
}

// Computes the gradients of queries, keys and values from that of the result; the probabilities are
// recomputed.
static void NAME(attention_backward)(const kernel_attention *a) {
  _Alignas(64) float shares[SCORE_BLOCK], slopes[SCORE_BLOCK], kept[SCORE_BLOCK];
  const long run = NAME(run_length)(a->keys), keys = a->keys;
  if (a->queries == 0) return NAME(no_gradient)(a);
  for (long first = 0; first < a->queries; first += run) {
    const long rows = first + run < a->queries ? run : a->queries - first;
    const long place = first * a->stride;
    const kernel_product back = {
        .rows = keys, .columns = a->size, .inner = rows, .left_row = 1, .left_inner = keys,
        .right_inner = a->stride, .right_column = 1, .result_row = a->stride};
    NAME(scores)(a, first, rows, shares);
    for (long r = 0; r < rows; r++) {
      float *restrict row = shares + r * keys;
      const float *statistics = a->statistics + (first + r) * 2;
      for (long c = 0; c < keys; c++)
        row[c] = exponential(a->factor * (row[c] - statistics[0])) * statistics[1];
    }
    NAME(whole)((kernel_product){
        .rows = rows, .columns = keys, .inner = a->size,
        .left = a->result_gradient + place, .left_row = a->stride, .left_inner = 1,
        .right = a->value, .right_inner = 1, .right_column = a->stride,
        .result = slopes, .result_row = keys});
    const float *passed = shares;
    if (a->rate > 0) {
      const uint32_t start = a->start + (uint32_t)(first * keys);
      drop_both(rows * keys, shares, slopes, a->rate, a->draws, start, kept);
      passed = kept;
    }
    if (a->value_gradient) {
      kernel_product p = back;
      p.left = passed;
      p.right = a->result_gradient + place;
      p.result = a->value_gradient;
      p.adding = a->adds_value || first > 0;
      NAME(whole)(p);
    }
    for (long r = 0; r < rows; r++) {
      const float *share = shares + r * keys;
      float *restrict row = slopes + r * keys;
      const float mean = row_product(keys, share, row);
      for (long c = 0; c < keys; c++) row[c] = a->factor * share[c] * (row[c] - mean);
    }
    if (a->query_gradient)
      NAME(whole)((kernel_product){
          .rows = rows, .columns = a->size, .inner = keys,
          .left = slopes, .left_row = keys, .left_inner = 1,
          .right = a->key, .right_inner = a->stride, .right_column = 1,
          .result = a->query_gradient + place, .result_row = a->stride,
          .adding = a->adds_query});
    if (a->key_gradient) {
      kernel_product p = back;
      p.left = slopes;
      p.right = a->query + place;
      p.result = a->key_gradient;
      p.adding = a->adds_key || first > 0;
      NAME(whole)(p);
    }
  }
}
