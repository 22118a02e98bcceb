internal import GRDB
internal import Spec

extension Row {
  /// Returns the digest in a column.
  ///
  /// - Throws: The error that SQLite throws for a damaged database, if the column has anything
  ///   else.
  func fingerprint(_ column: Int) throws -> Fingerprint {
    let text: String = self[column]
    guard let fingerprint = Fingerprint(hexadecimal: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "'\(text)' is no digest")
    }
    return fingerprint
  }

  /// Returns the digest in a column; nil if it is NULL.
  func optionalFingerprint(_ column: Int) throws -> Fingerprint? {
    hasNull(atIndex: column) ? nil : try fingerprint(column)
  }
}
