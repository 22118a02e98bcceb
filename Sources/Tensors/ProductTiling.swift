internal import CKernels

/// The tiles of a matrix product: strips of columns, at most as wide as the kernel takes, each cut
/// into runs of rows.
///
/// There are so many tiles that threads end at about the same time. Every tile packs its strip of
/// the right operand and, where the left one must be packed, too, its rows of that. Of the ways to
/// cut, the one that packs least is taken.
struct ProductTiling {
  private static let wantedTiles = 12
  private static let (blockRows, columnUnit) = (14, 32)
  /// Multiply-adds below which a product is one tile of rows.
  private static let smallProduct = 1 << 18
  /// Costs relative to packing a row once: reading a row that needs no packing, and packing all
  /// rows before the tiles.
  private static let (readingCost, passCost) = (0.1, 1.5)

  /// The form in which tiles read the left operand.
  enum LeftOperand {
    /// Read from its own memory.
    case direct
    /// Packed by each tile.
    case packed
    /// Packed once, before the tiles, where more than one of them needs it.
    case packedOnce
  }

  let columnsPerTile: Int
  let count: Int
  /// Whether the left operand is packed once, before the tiles.
  let packsLeftOnce: Bool
  private let rows, columns, rowsPerTile, strips: Int

  init(rows: Int, columns: Int, inner: Int, left: LeftOperand) {
    let least = max(1, (columns + KERNEL_TILE_COLUMNS - 1) / KERNEL_TILE_COLUMNS)
    let isSmall = rows * columns * inner < Self.smallProduct
    let wanted = isSmall ? 1 : Self.wantedTiles
    let most = isSmall ? least : max(least, min(columns / (2 * Self.columnUnit), least + wanted))
    func runs(_ strips: Int) -> Int {
      max(1, min(rows / KERNEL_ROW_UNIT, (wanted + strips - 1) / strips))
    }
    func cost(_ strips: Int) -> Double {
      let leftCost =
        switch left {
        case .direct: Double(strips) * Self.readingCost
        case .packed: Double(strips)
        case .packedOnce: min(Double(strips), Self.passCost)
        }
      // Too few tiles leave threads without work.
      let idle = Double(wanted) / Double(min(wanted, strips * runs(strips)))
      return (leftCost * Double(rows) + Double(runs(strips) * columns)) * idle * idle
    }
    let bestStrips = (least...most).min { cost($0) < cost($1) } ?? least
    (self.rows, self.columns) = (rows, columns)
    columnsPerTile = Self.rounded(columns, by: bestStrips, to: Self.columnUnit)
    rowsPerTile = Self.rounded(
      rows, by: runs(bestStrips), to: runs(bestStrips) == 1 ? Self.blockRows : KERNEL_ROW_UNIT)
    strips = max(1, (columns + columnsPerTile - 1) / columnsPerTile)
    count = strips * ((rows + rowsPerTile - 1) / rowsPerTile)
    packsLeftOnce = left == .packedOnce && strips > 1
  }

  /// The size of each of `parts` parts of a whole, in whole units.
  private static func rounded(_ whole: Int, by parts: Int, to unit: Int) -> Int {
    let size = (whole + parts - 1) / parts
    return max(unit, (size + unit - 1) / unit * unit)
  }

  /// The rows and columns of a tile.
  subscript(tile: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (row, column) = (tile / strips * rowsPerTile, tile % strips * columnsPerTile)
    return (row..<min(rows, row + rowsPerTile), column..<min(columns, column + columnsPerTile))
  }
}
