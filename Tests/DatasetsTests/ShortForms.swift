import Options
import Testing

@testable import Datasets

// The values that these tests need, in one expression each.

extension WindowRule {
  init(stride: Int, question: Int) {
    self.init()
    self.stride = stride
    self.question = question
  }
}

extension ChosenDataset {
  /// The data set that a canonical option chooses.
  init(_ choice: Value) throws {
    self = try #require(DatasetCatalog.form.content(of: choice), "\(choice)")
  }
}
