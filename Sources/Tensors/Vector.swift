internal import CKernels

/// A vector in double precision at a fixed address.
package final class Vector {
  package let count: Int
  package let start: UnsafeMutablePointer<Double>

  /// Creates a vector of zeros.
  package init(_ count: Int) {
    self.count = count
    start = .allocate(capacity: count)
    start.initialize(repeating: 0, count: count)
  }

  package convenience init(_ numbers: [Double]) {
    self.init(numbers.count)
    copy(numbers)
  }

  deinit { start.deallocate() }

  package var array: [Double] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// The largest absolute value; 0 where the vector is empty.
  package var largest: Double {
    UnsafeBufferPointer(start: start, count: count).reduce(0) { max($0, abs($1)) }
  }

  package func clear() { start.update(repeating: 0, count: count) }

  package func copy(_ other: Vector) {
    precondition(other.count == count, "\(other.count) numbers for \(count)")
    start.update(from: other.start, count: count)
  }

  package func copy(_ numbers: [Double]) {
    precondition(numbers.count == count, "\(numbers.count) numbers for \(count)")
    numbers.withUnsafeBufferPointer { numbers in
      if let from = numbers.baseAddress { start.update(from: from, count: count) }
    }
  }
}

extension Workers {
  /// Computes the dot product of two vectors, or of their first `count` numbers, in an order that
  /// depends on the count alone.
  package func dot(_ a: Vector, _ b: Vector, first count: Int? = nil) -> Double {
    precondition(a.count == b.count, "\(a.count) numbers by \(b.count)")
    return sum(of: count ?? a.count) { range in
      kernel_dot_doubles(range.count, a.start + range.lowerBound, b.start + range.lowerBound)
    }
  }

  /// Computes result = start + factor · direction; the result may be one of both.
  package func add(_ direction: Vector, times factor: Double, to start: Vector, _ result: Vector) {
    forEachRange(of: result.count, by: elementTile) { range in
      let first = range.lowerBound
      kernel_sum_doubles(
        range.count, start.start + first, factor, direction.start + first, result.start + first)
    }
  }

  /// Sums the results of `part` for the tiles of 0..<count, in their order.
  package func sum(of count: Int, by size: Int = elementTile, _ part: (Range<Int>) -> Double)
    -> Double
  {
    let parts = Vector((count + size - 1) / size)
    forEachRange(of: count, by: size) { parts.start[$0.lowerBound / size] = part($0) }
    var sum = 0.0
    for index in 0..<parts.count { sum += parts.start[index] }
    return sum
  }
}
