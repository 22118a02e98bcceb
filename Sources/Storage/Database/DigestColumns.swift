internal import GRDB
internal import Spec

extension Row {
  /// The digest in a column.
  ///
  /// - Throws: As SQLite does of a damaged database, where the column holds anything else.
  func fingerprint(_ column: Int) throws -> Fingerprint {
    let text: String = self[column]
    guard let fingerprint = Fingerprint(hexadecimal: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "'\(text)' is no digest")
    }
    return fingerprint
  }

  /// The digest in a column; nil where it is NULL.
  func optionalFingerprint(_ column: Int) throws -> Fingerprint? {
    hasNull(atIndex: column) ? nil : try fingerprint(column)
  }
}
