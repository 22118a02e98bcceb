internal import Statistics
internal import YAML

/// Makes the numbers of an axis from the few that a spec gives.
struct GeneratedNumbers {
  /// The axis's name, for messages.
  let axis: String
  let mark: Mark

  /// Goes from one number to another by equal steps, both included, without rounding noise.
  func range(
    _ from: DecimalNumber, _ to: DecimalNumber, _ step: DecimalNumber
  ) throws(SpecError) -> [DecimalNumber] {
    let exponent = min(from.exponent, to.exponent, step.exponent)
    guard let first = from.mantissa(atExponent: exponent),
      let last = to.mantissa(atExponent: exponent), let step = step.mantissa(atExponent: exponent)
    else {
      throw error("the numbers of the range differ too much in size", "take a larger step")
    }
    let count = (last - first) / step + 1
    if count > Axis.generatedLimit {
      throw error(
        "the range has more than \(Axis.generatedLimit) values", "take a larger step")
    }
    return (0..<count).map { DecimalNumber(mantissa: first + $0 * step, exponent: exponent) }
  }

  /// Goes from one number to another in `count` values, both included, by equal ratios.
  ///
  /// Numbers between are rounded to four digits, but for whole numbers such as powers of two.
  func logRange(
    _ from: DecimalNumber, _ to: DecimalNumber, _ count: Int
  ) throws(SpecError) -> [DecimalNumber] {
    let ratio = try self.ratio(from, to)
    let between = (1..<max(count - 1, 1)).compactMap { index -> DecimalNumber? in
      let value = from.value * power(ratio, Double(index) / Double(count - 1))
      let whole = value.rounded()
      if abs(value - whole) <= 1e-9 * value, whole < 1e15 {
        return DecimalNumber(mantissa: Int(whole), exponent: 0)
      }
      return DecimalNumber(value, significantDigits: Self.digits)
    }
    let numbers = [from] + between + [to]
    for (number, next) in zip(numbers, numbers.dropFirst()) where number.value >= next.value {
      throw error(
        "\(count) values from \(from) to \(to) are too close for \(Self.digits) digits",
        "take fewer, or ends that are further apart")
    }
    return numbers
  }

  /// Draws different numbers by a seed; a larger count begins with the same numbers.
  func random(
    _ from: DecimalNumber, _ to: DecimalNumber, _ count: Int, seed: UInt64, isLog: Bool,
    isWhole: Bool
  ) throws(SpecError) -> [DecimalNumber] {
    if isWhole { try checkWhole(from, to) }
    let ratio = isLog ? try self.ratio(from, to) : 1
    let (first, last) = (from.value, to.value)
    var draws = SeededGenerator(seed: seed)
    var seen: Set<DecimalNumber> = []
    var numbers: [DecimalNumber] = []
    // Enough for all of few possible values to be met, as long as none is very rare.
    for _ in 0..<(1_000 + 30 * count) where numbers.count < count {
      let draw = draws.uniform()
      // Each whole number has the same share, the last one too.
      let span = isWhole && !isLog ? last - first + 1 : last - first
      let value = isLog ? first * power(ratio, draw) : first + draw * span
      let number =
        isWhole
        ? DecimalNumber(
          mantissa: Int(value.rounded(isLog ? .toNearestOrEven : .down)), exponent: 0)
        : DecimalNumber(value, significantDigits: Self.digits)
      guard let number, number.value >= first, number.value <= last,
        seen.insert(number).inserted
      else { continue }
      numbers.append(number)
    }
    if numbers.count == count { return numbers }
    throw error(
      "random finds only \(numbers.count) different values of \(count) from \(from) to \(to)",
      "take fewer, or ends that are further apart"
        + (isWhole ? "" : "; values have \(Self.digits) digits"))
  }

  private static let digits = 4

  private func ratio(_ from: DecimalNumber, _ to: DecimalNumber) throws(SpecError) -> Double {
    let ratio = to.value / from.value
    if ratio.isFinite { return ratio }
    throw error("\(from) and \(to) differ too much in size", "begin at a larger number")
  }

  private func checkWhole(_ from: DecimalNumber, _ to: DecimalNumber) throws(SpecError) {
    let limit = 1e15
    if from.isWhole, to.isWhole, abs(from.value) <= limit, abs(to.value) <= limit { return }
    throw error(
      "whole values need whole ends of at most \(Int(limit)), not \(from) and \(to)",
      "write whole numbers, or whole: false")
  }

  private func error(_ problem: String, _ hint: String) -> SpecError {
    SpecError(at: mark, "the axis '\(axis)': \(problem)", hint: hint)
  }
}
