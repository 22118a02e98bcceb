@testable import Datasets

/// The folder's part of a description: small files as it says.
func write(_ task: TabSeparatedTask, in folder: String) throws {
  let optional = [task.labelledTest].compactMap { $0 } + task.hiddenTests.values
  for file in task.files.values + optional {
    _ = try write(task.content(of: file, rows: 60).utf8, file.name, in: folder)
  }
}

extension TabSeparatedTask {
  /// The examples of a file, whatever became of broken rows.
  func examples(_ file: TaskFile, in folder: String) throws(DatasetError) -> [RawExample] {
    var broken = BrokenRows()
    return try examples(file, in: folder, broken: &broken)
  }

  /// Rows with every answer, under a header where the file has one; of numbered columns, as many as
  /// are read.
  fileprivate func content(of file: TaskFile, rows: Int) -> String {
    let columns = [file.text, file.pair, file.answer].compactMap { $0 }
    var names = columns.compactMap(\.name)
    let width = columns.compactMap(\.number).max() ?? 0
    names += (names.count..<max(width, names.count)).map { "column \($0)" }
    let lines = (0..<rows).map { row in
      var fields = names.enumerated().map { "\(file.name) \($0.offset) of row \(row)" }
      if let index = file.answer.flatMap({ $0.index(among: names) }) { fields[index] = answer(row) }
      return fields.joined(separator: "\t") + "\n"
    }
    return (file.hasHeader ? names.joined(separator: "\t") + "\n" : "") + lines.joined()
  }

  private func answer(_ row: Int) -> String {
    switch answer {
    case .classes(_, let written): written[row % written.count]
    case .score(let range): "\(range.lowerBound + Float(row % 4))"
    }
  }
}

extension TableColumn {
  fileprivate func index(among names: [String]) -> Int? {
    number.map { $0 - 1 } ?? names.firstIndex { $0 == name }
  }
}
