/// Memory for numbers that a test lends to the code under test, freed with this object.
public final class Memory {
  private var parts: [UnsafeMutableBufferPointer<Float>] = []

  public init() {}

  deinit { for part in parts { part.deallocate() } }

  /// Allocates an array of zeros.
  public func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let start = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
    start.initialize(repeating: 0, count: max(1, count))
    parts.append(UnsafeMutableBufferPointer(start: start, count: max(1, count)))
    return start
  }
}
