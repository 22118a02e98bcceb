internal import Platform
internal import FoundationEssentials

/// Makes kept files out of what was fetched.
enum Making {
  /// Puts a file, made of a file or a folder, at `target`, in place of what is there.
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
