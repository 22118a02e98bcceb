import Statistics
import Testing

@Suite("metrics where little can be said")
struct MetricEdgeTests {
  @Test("three classes by hand: F1 of each, and R_K from the counts")
  func threeClasses() {
    let matrix = ConfusionMatrix(labels: [0, 0, 1, 1, 2, 2], predictions: [0, 1, 1, 1, 2, 0])
    #expect(matrix.f1(positive: 0) == 0.5)
    #expect(matrix.f1(positive: 1) == 0.8)
    #expect(abs(matrix.f1(positive: 2) - 2.0 / 3) < 1e-15)
    #expect(abs(matrix.macroF1 - (0.5 + 0.8 + 2.0 / 3) / 3) < 1e-15)
    // Labelled 2, 2, 2; predicted 2, 3, 1; 4 right of 6.
    let expected = (4.0 * 6 - 12) / ((36.0 - 12) * (36.0 - 14)).squareRoot()
    #expect(abs(matrix.matthews - expected) < 1e-15)
  }

  @Test("one class, on either side, correlates with nothing")
  func oneClass() {
    #expect(ConfusionMatrix(labels: [0, 1, 1], predictions: [1, 1, 1]).matthews == 0)
    #expect(ConfusionMatrix(labels: [1, 1, 1], predictions: [0, 1, 1]).matthews == 0)
    let absent = ConfusionMatrix(labels: [0, 0], predictions: [0, 0])
    #expect(absent.f1() == 0 && absent.macroF1 == 1 && absent.accuracy == 1)
  }

  @Test("all wrong is -1, and a swap of the sides changes no correlation")
  func opposite() {
    #expect(ConfusionMatrix(labels: [0, 1, 0, 1], predictions: [1, 0, 1, 0]).matthews == -1)
    let (a, b): ([Int32], [Int32]) = ([0, 1, 2, 2, 1, 0, 0], [0, 2, 2, 1, 1, 0, 1])
    let one = ConfusionMatrix(labels: a, predictions: b)
    let other = ConfusionMatrix(labels: b, predictions: a)
    #expect(one.matthews == other.matthews && one.macroF1 == other.macroF1)
  }

  @Test("no rows: nothing is a number")
  func noRows() {
    let matrix = ConfusionMatrix(labels: [], predictions: [])
    #expect(matrix.accuracy.isNaN && matrix.matthews.isNaN)
    #expect(matrix.f1().isNaN && matrix.macroF1.isNaN)
    #expect(pearson([], []).isNaN && spearman([], []).isNaN)
  }

  @Test("a constant, one value and what isn't a number have no correlation")
  func undefinedCorrelations() {
    // The mean of three times 0.1 isn't 0.1.
    #expect(pearson([0.1, 0.1, 0.1], [1, 2, 3]).isNaN)
    #expect(spearman([1, 2, 3], [7, 7, 7]).isNaN)
    #expect(pearson([1], [2]).isNaN)
    #expect(pearson([1, .nan], [1, 2]).isNaN && spearman([1, .nan], [1, 2]).isNaN)
    #expect(pearson([1, .infinity], [1, 2]).isNaN)
  }

  @Test("ranks of equal values are their mean; a monotone map has rank correlation 1")
  func ranks() {
    #expect(averageRanks([3, 1, 3, 2, 3]) == [4, 1, 4, 2, 4])
    #expect(averageRanks([0.0, -0.0]) == [1.5, 1.5])
    #expect(averageRanks([]) == [])
    #expect(spearman([1, 2, 3, 4], [1, 8, 27, 1e300]) == 1)
    #expect(spearman([1, 2, 3, -.infinity], [-1, -2, -3, .infinity]) == -1)
  }

  @Test("correlation is the same at any scale", arguments: [1e-200, 1, 1e200])
  func scale(_ factor: Double) {
    let value = pearson([1, 2, 4], [2 * factor, 1 * factor, 7 * factor])
    #expect(abs(value - 0.8824975032927697) < 1e-12)
  }
}
