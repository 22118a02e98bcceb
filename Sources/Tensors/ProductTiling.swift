internal import CKernels

/// How a product is cut: into strips of columns, at most as wide as the kernel takes, and those
/// into runs of rows.
///
/// There are so many tiles that threads end at about the same time. Every tile packs its strip of
/// the right operand, and a transposed left operand is packed for every strip: of the ways to cut,
/// the one that packs least is taken.
struct ProductTiling {
  private static let wantedTiles = 12
  private static let (leastRows, rowUnit, columnUnit) = (56, 14, 32)
  /// Multiply-adds below which a product is one tile of rows.
  private static let smallProduct = 1 << 18
  /// What reading a row that needs no packing once more costs, over packing it.
  private static let readingShare = 0.1

  private let rows, columns, rowsPerTile, columnsPerTile, strips: Int
  let count: Int

  init(rows: Int, columns: Int, inner: Int, packsLeft: Bool) {
    let least = max(1, (columns + KERNEL_TILE_COLUMNS - 1) / KERNEL_TILE_COLUMNS)
    let isSmall = rows * columns * inner < Self.smallProduct
    let wanted = isSmall ? 1 : Self.wantedTiles
    let most = isSmall ? least : max(least, columns / (2 * Self.columnUnit))
    let leftCost = Double(rows) * (packsLeft ? 1 : Self.readingShare)
    func runs(_ strips: Int) -> Int {
      max(1, min(rows / Self.leastRows, (wanted + strips - 1) / strips))
    }
    func cost(_ strips: Int) -> Double {
      // Too few tiles leave threads without work.
      let idle = Double(wanted) / Double(min(wanted, strips * runs(strips)))
      return (Double(strips) * leftCost + Double(runs(strips) * columns)) * idle * idle
    }
    let wantedStrips = (least...max(least, min(most, least + Self.wantedTiles))).min {
      cost($0) < cost($1)
    } ?? least
    (self.rows, self.columns) = (rows, columns)
    columnsPerTile = Self.rounded(columns, by: wantedStrips, to: Self.columnUnit)
    rowsPerTile = Self.rounded(rows, by: runs(wantedStrips), to: Self.rowUnit)
    strips = max(1, (columns + columnsPerTile - 1) / columnsPerTile)
    count = strips * ((rows + rowsPerTile - 1) / rowsPerTile)
  }

  /// The size of each of `parts` parts of a whole, in whole units.
  private static func rounded(_ whole: Int, by parts: Int, to unit: Int) -> Int {
    let size = (whole + parts - 1) / parts
    return max(unit, (size + unit - 1) / unit * unit)
  }

  subscript(tile: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (row, column) = (tile / strips * rowsPerTile, tile % strips * columnsPerTile)
    return (row..<min(rows, row + rowsPerTile), column..<min(columns, column + columnsPerTile))
  }
}
