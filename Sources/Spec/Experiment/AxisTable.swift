internal import Options
internal import YAML

/// An axis with an index of its values, by which the rules of a sweep find them.
struct AxisTable {
  private(set) var axis: Axis
  /// Whether `--set` gave the axis its values.
  let isOverridden: Bool
  /// Files with rules for an axis that this one replaces; they may name values that it lacks.
  private let filesBefore: Set<String>
  /// The axis with the file's values, whether or not `--set` left them.
  private let original: Axis
  /// Indices of values by their labels.
  private lazy var indices = Dictionary(
    axis.values.enumerated().map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
  /// Indices of values by what they mean, to find `1.0` where the axis has `1.00`.
  private lazy var indicesOfValues = Dictionary(
    axis.values.enumerated().compactMap { index, value in
      value.node.scalar.map { ($0.comparable, index) }
    }, uniquingKeysWith: { first, _ in first })
  private lazy var formerLabels = Set(original.values.map(\.label))

  init(
    _ reading: AxisReading, _ original: AxisReading, isOverridden: Bool, filesBefore: Set<String>
  ) {
    axis = reading.axis
    self.filesBefore = filesBefore
    self.original = original.axis
    self.isOverridden = isOverridden
  }

  mutating func index(of node: Node) -> Int? {
    guard let scalar = node.scalar else { return nil }
    return indices[scalar.text] ?? (axis.hasVariants ? nil : indicesOfValues[scalar.comparable])
  }

  /// Checks whether `--set` took the value away, or an including file that replaced the axis.
  mutating func hasLost(_ node: Node) -> Bool {
    filesBefore.contains(node.mark.file)
      || isOverridden && formerLabels.contains(node.scalar?.text ?? "")
  }

  /// Adds a value for some cells alone, if the axis lacks it, and returns its index.
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
  private let indices: [String: Int]

  init(_ tables: [AxisTable]) {
    self.tables = tables
    indices = Dictionary(
      tables.enumerated().map { ($1.axis.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var axes: [Axis] { tables.map(\.axis) }

  func index(ofAxis name: String) -> Int? { indices[name] }

  subscript(index: Int) -> AxisTable {
    get { tables[index] }
    _modify { yield &tables[index] }
  }
}

extension Node.Scalar {
  /// The scalar's value, with whole numbers as numbers.
  fileprivate var comparable: Value {
    if case .integer(let whole) = value { .number(Double(whole)) } else { value }
  }
}
