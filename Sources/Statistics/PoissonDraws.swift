internal import Glibc

extension SeededGenerator {
  /// Draws from a Poisson distribution: the number of arrivals in a time of `mean`, one per unit of
  /// time on average, whose waiting times are exponential.
  package mutating func poisson(mean: Double) -> Int {
    var (count, time) = (0, -log(1 - uniform()))
    while time < mean {
      count += 1
      time -= log(1 - uniform())
    }
    return count
  }
}
