// Number of elements of the right operand that a tile has packed at a time, and the longest piece
// of the inner index: both operands' parts together fit the second-level cache.
#define PANEL_ELEMENTS 131072
#define LONGEST_PIECE 768
#define COLUMN_BLOCK KERNEL_TILE_COLUMNS
