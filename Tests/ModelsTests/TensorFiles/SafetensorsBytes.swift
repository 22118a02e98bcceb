import FoundationEssentials

/// A safetensors file of a header, whatever it says, and as many bytes of numbers.
func safetensors(_ header: String, _ numbers: [UInt8] = []) -> Data {
  let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
  return Data(length + Array(header.utf8) + numbers)
}

/// The bytes of numbers, little-endian.
func littleEndian<Number>(_ numbers: [Number]) -> [UInt8] {
  numbers.withUnsafeBytes { Array($0) }
}
