/// An array on a tape: row-major values and, where one is wanted, the gradient of the loss in them.
///
/// The memory belongs to the tape's arena, which has it back when nobody needs it, or, for
/// parameters, to the caller.
package final class Variable {
  package let shape: [Int]
  package let count: Int
  package let value: UnsafeMutablePointer<Float>
  /// Where gradients go; nil for a constant.
  let sink: GradientSink?
  /// What keeps the values alive; nil where the caller does.
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

  /// The same numbers under another shape.
  func withShape(_ shape: [Int]) -> Variable {
    Variable(shape: shape, value: value, sink: sink, block: block)
  }

  /// The values, copied.
  package var numbers: [Float] { Array(UnsafeBufferPointer(start: value, count: count)) }

  /// The gradient of the loss, as far as it has been gathered; nil where there is none.
  package var gradient: UnsafeMutablePointer<Float>? { sink?.gathered }

  /// The product of all dimensions but the last.
  var rows: Int { shape.dropLast().reduce(1, *) }
}

/// Where the gradient of one variable is gathered on the way back.
///
/// Its memory is taken when the first contribution comes, which replaces what was there, and given
/// back when the gradient has been used.
final class GradientSink {
  private let count: Int
  private let arena: Arena
  private let workers: Workers
  /// The caller's memory, for parameters.
  private let owned: UnsafeMutablePointer<Float>?
  private var block: ArenaBlock?
  /// Whether nothing has been added yet.
  private(set) var isEmpty: Bool

  /// - Parameters:
  ///   - owned: Memory of the caller's to gather in.
  ///   - isEmpty: Whether what is in that memory counts for nothing.
  init(
    count: Int, arena: Arena, workers: Workers, owned: UnsafeMutablePointer<Float>? = nil,
    isEmpty: Bool = true
  ) {
    self.count = count
    self.arena = arena
    self.workers = workers
    (self.owned, self.isEmpty) = (owned, isEmpty)
  }

  /// Where to put a contribution, and whether to add it to what is there or to replace that; the
  /// whole of it must be written.
  func target() -> (start: UnsafeMutablePointer<Float>, adding: Bool) {
    defer { isEmpty = false }
    return (memory, !isEmpty)
  }

  /// Where to add a contribution that does not touch everything.
  func cleared() -> UnsafeMutablePointer<Float> {
    let (start, adding) = target()
    if !adding {
      workers.forEachRange(of: count, by: elementTile) { range in
        (start + range.lowerBound).update(repeating: 0, count: range.count)
      }
    }
    return start
  }

  /// What was gathered; nil where nothing was.
  var gathered: UnsafeMutablePointer<Float>? { isEmpty ? nil : memory }

  /// Gives the memory back; a parameter's stays.
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
