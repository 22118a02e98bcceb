/// Numbers that live as long as this does: what a test owns and lends to the code under test.
public final class Memory {
  private var parts: [UnsafeMutableBufferPointer<Float>] = []

  public init() {}

  deinit { for part in parts { part.deallocate() } }

  /// As many zeros.
  public func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let start = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
    start.initialize(repeating: 0, count: max(1, count))
    parts.append(UnsafeMutableBufferPointer(start: start, count: max(1, count)))
    return start
  }
}
