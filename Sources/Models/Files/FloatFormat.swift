/// A floating-point format that tensors are stored in, little-endian.
enum FloatFormat: Sendable {
  case float32, float16, bfloat16, float64

  /// Number of bytes of a number.
  var size: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Converts the numbers in `bytes`, whose count is a multiple of ``size``.
  ///
  /// The narrow formats convert exactly; float64 is rounded to the nearest, ties to even.
  func floats(from bytes: UnsafeRawBufferPointer) -> [Float] {
    [Float](unsafeUninitializedCapacity: bytes.count / size) { floats, initialized in
      switch self {
      case .float32: UnsafeMutableRawBufferPointer(floats).copyMemory(from: bytes)
      case .float16:
        fill(floats, from: bytes) { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
      case .bfloat16:
        fill(floats, from: bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
      case .float64:
        fill(floats, from: bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
      }
      initialized = bytes.count / size
    }
  }

  private func fill<Bits: BitwiseCopyable>(
    _ floats: UnsafeMutableBufferPointer<Float>, from bytes: UnsafeRawBufferPointer,
    _ number: (Bits) -> Float
  ) {
    for index in 0..<bytes.count / size {
      let bits = bytes.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
      floats.initializeElement(at: index, to: number(bits))
    }
  }
}
