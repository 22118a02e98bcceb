import Statistics
import Testing

@Suite("names of metrics")
struct MetricNameTests {
  @Test(
    "a declared name stands for itself; components in capitals stand for any text",
    arguments: [
      ("loss", "loss", true), ("loss", "los", false), ("loss", "loss.x", false),
      ("sequences.SPLIT", "sequences.train", true), ("sequences.SPLIT", "sequences", false),
      ("sequences.SPLIT", "sequences.", true), ("sequences.SPLIT", "pieces.train", false),
      ("ARM.mean", "0.001.mean", true), ("ARM.mean", "0.001.means", false),
      ("ARM.mean", "mean", false), ("MATRIX.bond.K", "layer.0.query.bond.2", true),
      ("MATRIX.bond.K", "query.bond", false), ("of.VALUE", "of.1e-3.x", true),
    ])
  func fitting(declared: String, name: String, fits: Bool) {
    #expect(MetricDeclaration(declared, "a number", digits: 4).fits(name) == fits)
  }

  @Test("every declared name fits what is made of it")
  func made() {
    for metric in MetricCatalog.all {
      let parts = metric.name.split(separator: ".").filter { !$0.contains(where: \.isLowercase) }
      #expect(metric.fits(metric.name(of: parts.map { "\($0).1" })), "\(metric.name)")
    }
  }
}
