import MatrixProduct
import Tensors
import TestSupport
import Testing

@Suite struct ContractionTests {
  /// Rows' factors, columns' factors, bonds.
  static let chains = [
    [[1, 1], [1, 1], [1, 1, 1]], [[2, 3], [3, 1], [1, 4, 1]],
    [[2, 3, 2], [3, 1, 2], [1, 2, 3, 1]],
    [[1, 5, 1], [3, 1, 1], [1, 3, 1, 1]],
    [[2, 1, 2, 1, 3], [1, 2, 1, 2, 1], [1, 2, 3, 2, 3, 1]],
  ]

  @Test(arguments: chains, [1, 2] as [UInt64])
  func valueAndGradients(chain: [[Int]], seed: UInt64) {
    let (rows, columns, bonds) = (chain[0], chain[1], chain[2])
    var numbers = SeededNumbers(seed: seed)
    let tensors = rows.indices.map { k in
      numbers.floats(bonds[k] * rows[k] * columns[k] * bonds[k + 1])
    }
    let found = contract(tensors, chain)
    let point = tensors.map { $0.map { Double($0) } }
    let wanted = rebuilt(point, rows: rows, columns: columns, bonds: bonds)
    #expect(relativeDistance(found.value, wanted) < 1e-5)
    for k in tensors.indices {
      let distance = gradientDistance(found.gradients[k], at: point[k], samples: 24) {
        var changed = point
        changed[k] = $0
        let dense = rebuilt(changed, rows: rows, columns: columns, bonds: bonds)
        return zip(weights(dense.count), dense).reduce(0) { $0 + Double($1.0) * $1.1 }
      }
      #expect(distance < 1e-4, "tensor \(k)")
    }
  }

  @Test func contractedIsTheSameMatrix() {
    let chain = Self.chains[2]
    var numbers = SeededNumbers(seed: 3)
    let tensors = [12, 18, 12].map { numbers.floats($0) }
    let held = MatrixProductOperator(
      factors: FactorShape(rows: chain[0], columns: chain[1]), bonds: chain[2], tensors: tensors)
    #expect(held.contracted() == contract(tensors, chain).value)
  }

  @Test("applying tensors is multiplying by the rebuilt matrix, gradients too", arguments: chains)
  func application(chain: [[Int]]) {
    let (rows, columns, bonds) = (chain[0], chain[1], chain[2])
    let factors = FactorShape(rows: rows, columns: columns)
    var numbers = SeededNumbers(seed: 5)
    let inputs =
      [numbers.floats(3 * factors.columnCount)]
      + rows.indices.map { numbers.floats(bonds[$0] * rows[$0] * columns[$0] * bonds[$0 + 1]) }
    let shapes =
      [[3, factors.columnCount]]
      + rows.indices.map { [bonds[$0], rows[$0], columns[$0], bonds[$0 + 1]] }
    let direct = gradients(inputs, shapes) { tape, x in
      tape.apply(Array(x.dropFirst()), factors: factors, bonds: bonds, to: x[0])
    }
    let rebuilt = gradients(inputs, shapes) { tape, x in
      let dense = tape.contract(Array(x.dropFirst()), factors: factors, bonds: bonds)
      return tape.linear(x[0], weight: dense, bias: nil)
    }
    #expect(direct.count == inputs.count + 1)
    for (found, wanted) in zip(direct, rebuilt) {
      #expect(frobeniusDistance(found, wanted) < 1e-5)
    }
  }

  /// The value of an operation, and the gradients of a weighted sum of it in every input.
  private func gradients(
    _ inputs: [[Float]], _ shapes: [[Int]], _ operation: (Tape, [Variable]) -> Variable
  ) -> [[Float]] {
    let memory = Memory()
    return withExtendedLifetime(memory) {
      let tape = Tape(arena: Arena(), workers: Workers(threads: 2), recording: true)
      let variables = zip(inputs, shapes).map { numbers, shape in
        let value = memory.floats(numbers.count)
        for (index, number) in numbers.enumerated() { value[index] = number }
        return tape.parameter(
          value: value, gradient: memory.floats(numbers.count), shape: shape)
      }
      let result = operation(tape, variables)
      let row = tape.reshaped(result, [1, result.count])
      let weights = tape.constant(weights(result.count), shape: [1, result.count])
      tape.backward(from: tape.linear(row, weight: weights, bias: nil))
      return [result.numbers]
        + variables.map { Array(UnsafeBufferPointer(start: $0.gradient, count: $0.count)) }
    }
  }

  @Test func applicationCostsByHand() {
    // 2·3 and 3·2 with a bond of 2: 1·(1·6·2)·2 + 2·(2·6·1)·1.
    let factors = FactorShape(rows: [2, 3], columns: [3, 2])
    #expect(factors.applicationCost(bonds: [1, 2, 1]) == 48)
    let wide = FactorShape.balanced(rows: 768, columns: 768)
    #expect(!wide.appliesDirectly(bonds: wide.fullBonds))
    #expect(wide.appliesDirectly(bonds: wide.bonds(cap: 1)))
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() {
    let chain = [[4, 4, 4], [4, 4, 4], [1, 16, 16, 1]]
    var numbers = SeededNumbers(seed: 4)
    let tensors = [256, 4096, 256].map { numbers.floats($0) }
    let (one, two) = (contract(tensors, chain), contract(tensors, chain, threads: 2))
    #expect(one.value.map(\.bitPattern) == two.value.map(\.bitPattern))
    #expect(
      one.gradients.map { $0.map(\.bitPattern) } == two.gradients.map { $0.map(\.bitPattern) })
  }

  private func weights(_ count: Int) -> [Float] {
    var numbers = SeededNumbers(seed: 99)
    return numbers.floats(count)
  }

  /// The dense matrix, and the gradients of its weighted sum in every tensor.
  private func contract(
    _ tensors: [[Float]], _ chain: [[Int]], threads: Int = 1
  ) -> (value: [Float], gradients: [[Float]]) {
    let memory = Memory()
    return withExtendedLifetime(memory) {
      let tape = Tape(arena: Arena(), workers: Workers(threads: threads), recording: true)
      let variables = tensors.enumerated().map { k, numbers in
        let value = memory.floats(numbers.count)
        for (index, number) in numbers.enumerated() { value[index] = number }
        return tape.parameter(
          value: value, gradient: memory.floats(numbers.count),
          shape: [chain[2][k], chain[0][k], chain[1][k], chain[2][k + 1]])
      }
      let factors = FactorShape(rows: chain[0], columns: chain[1])
      let dense = tape.contract(variables, factors: factors, bonds: chain[2])
      #expect(dense.shape == [factors.rowCount, factors.columnCount])
      let row = tape.reshaped(dense, [1, dense.count])
      let weights = tape.constant(weights(dense.count), shape: [1, dense.count])
      tape.backward(from: tape.linear(row, weight: weights, bias: nil))
      let gradients = variables.map {
        Array(UnsafeBufferPointer(start: $0.gradient, count: $0.count))
      }
      return (dense.numbers, gradients)
    }
  }
}
