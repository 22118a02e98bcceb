// Transposing LANES by LANES elements of four bytes in registers, by exchanging ever larger
// squares.

#if LANES == 16
#define EACH_LANE(F, D)                                                                          \
  F(0, D), F(1, D), F(2, D), F(3, D), F(4, D), F(5, D), F(6, D), F(7, D), F(8, D), F(9, D),      \
      F(10, D), F(11, D), F(12, D), F(13, D), F(14, D), F(15, D)
#elif LANES == 8
#define EACH_LANE(F, D) F(0, D), F(1, D), F(2, D), F(3, D), F(4, D), F(5, D), F(6, D), F(7, D)
#else
#define EACH_LANE(F, D) F(0, D), F(1, D), F(2, D), F(3, D)
#endif
#define UPPER(LANE, D) ((LANE) & (D) ? LANES + (LANE) - (D) : (LANE))
#define LOWER(LANE, D) ((LANE) & (D) ? LANES + (LANE) : (LANE) + (D))
#define EXCHANGE(D)                                                                              \
  _Pragma("clang loop unroll(full)") for (long i = 0; i < LANES; i++) if (!(i & (D))) {          \
    ELEMENTS above = rows[i], below = rows[i + (D)];                                             \
    rows[i] = __builtin_shufflevector(above, below, EACH_LANE(UPPER, D));                        \
    rows[i + (D)] = __builtin_shufflevector(above, below, EACH_LANE(LOWER, D));                  \
  }

HELPER void NAME(transpose_square)(ELEMENTS *rows) {
  EXCHANGE(1)
  EXCHANGE(2)
#if LANES >= 8
  EXCHANGE(4)
#endif
#if LANES >= 16
  EXCHANGE(8)
#endif
}

#undef EACH_LANE
#undef UPPER
#undef LOWER
#undef EXCHANGE
