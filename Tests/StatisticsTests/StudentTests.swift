import Statistics
import Testing

/// Tests whose reference is the closed form that Student's t has for some degrees of freedom.
@Suite("Student's t distribution")
struct StudentTests {
  private static let points: [Double] = [1e-6, 0.01, 0.5, 1, 1.7, 2.5, 4, 12, 300]

  @Test("two degrees of freedom: t / sqrt(2 + t^2)", arguments: points)
  func twoDegrees(t: Double) {
    let student = StudentDistribution(freedom: 2)
    let central = t / (2 + t * t).squareRoot()
    #expect(abs((1 - student.twoSided(t)) - central) < 1e-12)
    #expect(abs(student.cumulative(t) - (0.5 + central / 2)) < 1e-12)
    #expect(abs(student.cumulative(-t) - (0.5 - central / 2)) < 1e-12)
  }

  @Test("one degree of freedom has the quartiles -1 and 1")
  func cauchy() {
    let student = StudentDistribution(freedom: 1)
    #expect(abs(student.quantile(0.75) - 1) < 1e-12)
    #expect(abs(student.quantile(0.25) + 1) < 1e-12)
    #expect(student.quantile(0.5) == 0)
  }

  @Test(
    "critical values of the printed tables",
    arguments: [(1.0, 12.706), (4, 2.776), (10, 2.228), (30, 2.042), (1e6, 1.960)])
  func printedTables(freedom: Double, expected: Double) {
    #expect(abs(StudentDistribution(freedom: freedom).quantile(0.975) - expected) < 5e-4)
  }

  @Test("the quantile undoes the distribution", arguments: [0.7, 1, 3, 8.5, 40, 5000])
  func inverse(freedom: Double) {
    let student = StudentDistribution(freedom: freedom)
    for probability in [0.001, 0.2, 0.49, 0.6, 0.975, 0.9999] {
      #expect(abs(student.cumulative(student.quantile(probability)) - probability) < 1e-12)
    }
  }

  @Test("far out nothing is left, and what is not a number stays so")
  func extremes() {
    let student = StudentDistribution(freedom: 3)
    #expect(student.twoSided(.infinity) == 0)
    #expect(student.twoSided(1e200) == 0)
    #expect(student.twoSided(0) == 1)
    #expect(student.twoSided(.nan).isNaN)
    #expect(student.cumulative(-.infinity) == 0)
  }
}
