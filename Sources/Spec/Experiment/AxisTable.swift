internal import Options
internal import YAML

/// An axis on which values are looked up by what a rule of the sweep writes.
struct AxisTable {
  private(set) var axis: Axis
  /// Where `--set` gave the axis its values.
  let isOverridden: Bool
  /// What the file has, whether or not `--set` left it.
  private let original: Axis
  private lazy var indices = Dictionary(
    axis.values.enumerated().map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
  /// For `1.0` where the axis has `1.00`.
  private lazy var indicesOfValues = Dictionary(
    axis.values.enumerated().compactMap { index, value in
      value.node.scalar.map { ($0.comparable, index) }
    }, uniquingKeysWith: { first, _ in first })
  private lazy var formerLabels = Set(original.values.map(\.label))

  init(_ reading: AxisReading, _ original: AxisReading, isOverridden: Bool) {
    axis = reading.axis
    self.original = original.axis
    self.isOverridden = isOverridden
  }

  mutating func index(of node: Node) -> Int? {
    guard let scalar = node.scalar else { return nil }
    return indices[scalar.text] ?? (axis.hasVariants ? nil : indicesOfValues[scalar.comparable])
  }

  /// Whether `--set` took the value away.
  mutating func hasLost(_ node: Node) -> Bool {
    isOverridden && formerLabels.contains(node.scalar?.text ?? "")
  }

  /// Adds a value for some cells alone, if the axis lacks it; where it is then.
  mutating func add(_ value: Axis.Value) -> Int {
    if let index = indices[value.label] ?? (axis.hasVariants ? nil : index(of: value.node)) {
      return index
    }
    let index = axis.values.count
    axis.values.append(value)
    indices[value.label] = index
    if let scalar = value.node.scalar { indicesOfValues[scalar.comparable] = index }
    return index
  }

  mutating func tie(_ condition: Axis.Condition?) { axis.condition = condition }
}

/// All axes of a sweep, by their names.
struct AxisTables {
  private var tables: [AxisTable]
  private let places: [String: Int]

  init(_ tables: [AxisTable]) {
    self.tables = tables
    places = Dictionary(
      tables.enumerated().map { ($1.axis.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var axes: [Axis] { tables.map(\.axis) }

  func index(ofAxis name: String) -> Int? { places[name] }

  subscript(index: Int) -> AxisTable {
    get { tables[index] }
    _modify { yield &tables[index] }
  }
}

extension Node.Scalar {
  /// What it means, whole numbers as numbers.
  fileprivate var comparable: Value {
    if case .integer(let whole) = value { .number(Double(whole)) } else { value }
  }
}
