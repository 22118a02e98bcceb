extension JSONScanner {
  /// Checks that bytes are one JSON document, for readers that look only at parts of it.
  ///
  /// - Throws: ``SerializationError`` where the bytes stop being JSON.
  package static func check(_ bytes: some Sequence<UInt8>) throws(SerializationError) {
    do {
      try Array(bytes).withUnsafeBytes { buffer in
        var scanner = JSONScanner(buffer)
        try scanner.skipValue()
        try scanner.expectEnd()
      }
    } catch {
      throw error as? SerializationError ?? SerializationError(problem: "\(error)", position: 0)
    }
  }
}
