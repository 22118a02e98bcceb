/// Raises `base` to a power from 0 up to 1, with the same bits on every machine.
///
/// Multiplies square roots of square roots, one for each binary digit of the power: roots and
/// products are rounded alike everywhere, which the C library's `pow` does not promise.
func power(_ base: Double, _ power: Double) -> Double {
  var result = 1.0
  var root = base
  var rest = power
  while rest > 0, root != 1 {
    root = root.squareRoot()
    rest *= 2
    if rest >= 1 {
      result *= root
      rest -= 1
    }
  }
  return result
}
