// How many elements of the right operand a tile has packed at a time, and along how much of the
// inner index: both operands' parts together fit the second-level cache.
#define PANEL_ELEMENTS 131072
#define LONGEST_PIECE 768
#define COLUMN_BLOCK KERNEL_TILE_COLUMNS
