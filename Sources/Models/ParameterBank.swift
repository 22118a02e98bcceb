/// A model's parameters and their gradients, in one flat buffer each.
///
/// Slots that share a parameter are one range, so ties hold by construction and gradients add up. A
/// bank lives inside one stage; it is not safe to share between threads.
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

  /// Creates a bank whose numbers must not be touched, for planning a step's work without doing it.
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

  /// The values of one parameter, row-major; nil where the layout lacks it.
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
