/// An array on a tape: row-major values and, where it is wanted, the gradient of the loss in them.
///
/// The memory belongs to the tape's arena, which has it back when nobody needs it, or, for
/// parameters, to the caller.
package final class Variable {
  package let shape: [Int]
  package let count: Int
  package let value: UnsafeMutablePointer<Float>
  /// Gathers the gradient; nil for a constant.
  let sink: GradientSink?
  /// The memory of the values; nil where the caller owns it.
  let block: ArenaBlock?

  init(
    shape: [Int], value: UnsafeMutablePointer<Float>, sink: GradientSink?, block: ArenaBlock?
  ) {
    self.shape = shape
    self.value = value
    self.sink = sink
    self.block = block
    count = shape.reduce(1, *)
  }

  /// The last dimension.
  var width: Int { shape[shape.count - 1] }

  /// Returns the same numbers under another shape.
  func withShape(_ shape: [Int]) -> Variable {
    Variable(shape: shape, value: value, sink: sink, block: block)
  }

  /// A copy of the values, row-major.
  package var numbers: [Float] { Array(UnsafeBufferPointer(start: value, count: count)) }

  /// The gradient of the loss, as far as it has been gathered; nil where nothing has been.
  package var gradient: UnsafeMutablePointer<Float>? { sink?.gathered }

  /// The product of all dimensions but the last.
  var rows: Int { shape.dropLast().reduce(1, *) }
}

/// Gathers the gradient of one variable during the backward pass.
///
/// Memory is taken when the first contribution comes, which replaces what was there, and given back
/// when the gradient has been used.
final class GradientSink {
  private let count: Int
  private let arena: Arena
  private let workers: Workers
  /// The caller's memory, for parameters.
  private let owned: UnsafeMutablePointer<Float>?
  private var block: ArenaBlock?
  /// Whether nothing has been added yet.
  private(set) var isEmpty: Bool

  /// Creates a sink for `count` scalars.
  ///
  /// - Parameters:
  ///   - owned: The caller's memory to gather in; nil for the arena's.
  ///   - isEmpty: Whether the first contribution replaces what is in that memory.
  init(
    count: Int, arena: Arena, workers: Workers, owned: UnsafeMutablePointer<Float>? = nil,
    isEmpty: Bool = true
  ) {
    self.count = count
    self.arena = arena
    self.workers = workers
    (self.owned, self.isEmpty) = (owned, isEmpty)
  }

  /// Returns the memory for a contribution that covers the whole gradient, and whether to add to
  /// what is there or to replace it.
  func target() -> (start: UnsafeMutablePointer<Float>, adding: Bool) {
    defer { isEmpty = false }
    return (memory, !isEmpty)
  }

  /// Returns the memory to add a contribution to that does not cover the whole gradient.
  func cleared() -> UnsafeMutablePointer<Float> {
    let (start, adding) = target()
    if !adding {
      workers.forEachRange(of: count, by: elementTile) { range in
        (start + range.lowerBound).update(repeating: 0, count: range.count)
      }
    }
    return start
  }

  /// The gradient as gathered so far; nil where nothing was.
  var gathered: UnsafeMutablePointer<Float>? { isEmpty ? nil : memory }

  /// Gives the arena's memory back; does nothing to a caller's.
  func release() {
    guard owned == nil else { return }
    (block, isEmpty) = (nil, true)
  }

  private var memory: UnsafeMutablePointer<Float> {
    if let owned { return owned }
    let block = self.block ?? arena.block(count)
    self.block = block
    return block.start
  }
}
