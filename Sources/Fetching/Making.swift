internal import Platform
internal import FoundationEssentials

/// Makes kept files out of fetched ones.
enum Making {
  /// Makes the file `target` of a fetched file or folder, replacing what is there.
  static func make(
    _ form: KeptFile.Form, of source: String, at target: String
  ) throws(FetchError) {
    Disk.remove(target)
    switch form {
    case .asItIs:
      do {
        try FileManager.default.copyItem(atPath: source, toPath: target)
      } catch {
        throw .file(source, reason: "can't be copied to \(target)")
      }
    case .passagesOfText:
      try Disk.write(Passages.ofText(try Disk.bytes(of: source)), to: target)
    case .passagesOfPages:
      var text: [UInt8] = []
      for name in FileSystem.names(in: source) where name.hasSuffix(".html") {
        text += Passages.ofPage(try Disk.bytes(of: "\(source)/\(name)"))
      }
      try Disk.write(text, to: target)
    }
  }
}
