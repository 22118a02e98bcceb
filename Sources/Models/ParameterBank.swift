/// A model's numbers: one flat buffer of values and one of gradients, laid out by owner.
///
/// Shared places are one range, so ties hold by construction and gradients add up by themselves.
/// Born and dropped inside one stage; not safe to share between threads.
package final class ParameterBank {
  package let layout: ParameterLayout
  package let values: UnsafeMutableBufferPointer<Float>
  package let gradients: UnsafeMutableBufferPointer<Float>

  private let isImaginary: Bool

  /// Allocates zeroed values and gradients.
  package init(_ layout: ParameterLayout) {
    (self.layout, isImaginary) = (layout, false)
    values = .allocate(capacity: layout.count)
    gradients = .allocate(capacity: layout.count)
    values.initialize(repeating: 0)
    gradients.initialize(repeating: 0)
  }

  /// A bank whose numbers may not be touched, to go through a step's work without doing it.
  package init(imaginary layout: ParameterLayout) {
    (self.layout, isImaginary) = (layout, true)
    let nowhere = UnsafeMutablePointer<Float>(bitPattern: MemoryLayout<Float>.alignment)
    values = UnsafeMutableBufferPointer(start: nowhere, count: layout.count)
    gradients = values
  }

  deinit {
    guard !isImaginary else { return }
    values.deallocate()
    gradients.deallocate()
  }

  /// The numbers of one parameter, row-major.
  package subscript(name: String) -> [Float]? {
    get {
      layout[name].map { Array(values[$0.range]) }
    }
    set {
      guard let parameter = layout[name], let newValue else { return }
      precondition(newValue.count == parameter.count, "\(name) holds \(parameter.count) scalars")
      for (index, value) in zip(parameter.range, newValue) { values[index] = value }
    }
  }

  package func clearGradients() { gradients.update(repeating: 0) }
}
