// How many elements of the right operand a tile packs at a time, and along how much of the inner index:
// both parts together fit the second-level cache.
#define PANEL_ELEMENTS 98304
#define LONGEST_PIECE 384
#define COLUMN_BLOCK KERNEL_TILE_COLUMNS
