/// A way to combine the values that a column has in all cells of a stage into one.
public enum ColumnSum: Sendable {
  /// How often each value occurs: `12 cached, 42 run`.
  case counts
  /// The sum.
  case total
  /// The least and the greatest: `191 194 … 341 146`.
  case range
  /// The first value, and the number of different others.
  case first
}

extension Table {
  /// Combines the rows of each stage into one, however many cells it has: `tuned  ×54`.
  ///
  /// - Parameters:
  ///   - names: For each row, the stage's name and whatever else keeps rows apart.
  ///   - sums: For each column after the first one, which shows the stage's name instead.
  public func summed(by names: [[String]], _ sums: [ColumnSum]) -> Table {
    var order: [[String]] = []
    var groups: [[String]: [[Cell]]] = [:]
    for (name, row) in zip(names, rows) {
      if groups[name] == nil { order.append(name) }
      groups[name, default: []].append(row)
    }
    guard order.count < rows.count else { return self }
    let summed = order.map { name -> [Cell] in
      let group = groups[name] ?? []
      let label: [Cell] = [
        group.count == 1 ? group[0][0] : .text(name[0]),
        .text(group.count == 1 ? "" : "×\(group.count)"),
      ]
      return label
        + sums.enumerated().map { column, sum in sum.cell(of: group.map { $0[column + 1] }) }
    }
    return Table(
      name: name, header: [header[0], "cells"] + header.dropFirst(), rows: summed)
  }
}

extension Table {
  /// Replaces the numbers of one column with texts.
  public func numbers(inColumn name: String, as text: (Double) -> String) -> Table {
    guard let column = header.firstIndex(of: name) else { return self }
    return Table(
      name: self.name, header: header,
      rows: rows.map { row in
        var row = row
        if let value = row[column].value { row[column] = .text(text(value)) }
        return row
      })
  }
}

extension ColumnSum {
  fileprivate func cell(of cells: [Table.Cell]) -> Table.Cell {
    if cells.dropFirst().allSatisfy({ $0 == cells[0] }), !isTotal { return cells[0] }
    switch self {
    case .counts: return .text(counted(cells.map(\.readable)))
    case .total: return total(cells)
    case .range: return range(cells)
    case .first: return first(cells.map(\.readable))
    }
  }

  private var isTotal: Bool { if case .total = self { true } else { false } }

  private func counted(_ texts: [String]) -> String {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for text in texts {
      if counts[text] == nil { order.append(text) }
      counts[text, default: 0] += 1
    }
    return order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")
  }

  private func total(_ cells: [Table.Cell]) -> Table.Cell {
    let numbers = cells.compactMap(\.value)
    return numbers.isEmpty ? .missing : .number(numbers.reduce(0, +))
  }

  private func range(_ cells: [Table.Cell]) -> Table.Cell {
    let sorted = cells.filter { $0.value != nil }.sorted { ($0.value ?? 0) < ($1.value ?? 0) }
    guard let least = sorted.first, let most = sorted.last else { return .missing }
    return least == most ? least : .text("\(least.readable) … \(most.readable)")
  }

  private func first(_ texts: [String]) -> Table.Cell {
    let distinct = Set(texts).subtracting([""])
    guard let first = texts.first(where: { !$0.isEmpty }) else { return .missing }
    let others = distinct.count - 1
    return .text(first + (others > 0 ? " (and \(others) other\(others == 1 ? "" : "s"))" : ""))
  }
}

extension Table.Cell {
  /// The number that the cell shows; nil if it shows none.
  var value: Double? {
    switch self {
    case .whole(let value): Double(value)
    case .number(let value): value
    case .summary(let mean, _, _, _, _): mean
    case .interval(let value, _, _): value
    case .text, .absent, .missing: nil
    }
  }
}
