import CKernels
import TestSupport
import Testing

/// Checks the results of elementwise and row-wise kernels to the bit.
///
/// The loader picks one of three builds of these kernels, for the CPU at hand, and a program can't
/// ask for another one. So digests of their results are recorded here: a CPU without AVX-512 checks
/// that the build for AVX2 gives the same, and a test built for the thread sanitizer, which has no
/// builds to pick from, that the plain one does.
@Suite("bits that kernels give on every kind of CPU")
struct KernelBitsTests {
  private static let (rows, width) = (17, 59)
  private static let count = rows * width

  /// Arrays of random numbers, drawn one after the other, that live as long as this object.
  private final class Arrays {
    private let memory = Memory()
    private var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

    func draw(_ count: Int = count, scale: Float = 1) -> UnsafeMutablePointer<Float> {
      let start = memory.floats(count)
      for index in 0..<count { start[index] = scale * numbers.float() }
      return start
    }
  }

  /// Computes the FNV-1a hash (Fowler, Noll, Vo) of the bits of numbers.
  private func digest(_ parts: (start: UnsafeMutablePointer<Float>, count: Int)...) -> UInt64 {
    parts.reduce(0xcbf2_9ce4_8422_2325) { hash, part in
      UnsafeBufferPointer(start: part.start, count: part.count).reduce(hash) {
        ($0 ^ UInt64($1.bitPattern)) &* 0x0000_0100_0000_01b3
      }
    }
  }

  @Test func functions() {
    let digests = [kernel_gelu_exact, kernel_gelu_tanh, kernel_tanh].map { function in
      let arrays = Arrays(seed: 1)
      return withExtendedLifetime(arrays) {
        let y = arrays.draw()
        function(Self.count, arrays.draw(scale: 6), y)
        return digest((y, Self.count))
      }
    }
    #expect(
      digests == [0x33c6_2ab8_ef96_d039, 0x585b_d5f6_353f_00da, 0x8ffc_52da_1a42_8e49])
  }

  @Test func slopes() {
    let digests = [
      kernel_gelu_exact_backward, kernel_gelu_tanh_backward, kernel_tanh_backward,
    ].map { slope in
      let arrays = Arrays(seed: 2)
      return withExtendedLifetime(arrays) {
        let dx = arrays.draw()
        slope(Self.count, arrays.draw(scale: 4), arrays.draw(), dx)
        return digest((dx, Self.count))
      }
    }
    #expect(
      digests == [0x6375_72e0_79d7_d018, 0x7f69_7e9a_5d68_52c5, 0xf451_b021_dfd7_fa6a])
  }

  @Test func sums() {
    let arrays = Arrays(seed: 3)
    withExtendedLifetime(arrays) {
      let (x, y) = (arrays.draw(), arrays.draw())
      let (sums, products) = (arrays.draw(Self.width), arrays.draw(Self.width))
      kernel_add_scaled(Self.count, 0.3, x, y)
      kernel_add_bias(Self.rows, Self.width, x, y)
      kernel_dropout(Self.count, y, 0.3, 0x1234_5678_9abc, 7, y)
      kernel_add_column_sums(Self.rows, Self.width, 3, Self.width, x, sums)
      kernel_add_column_products(Self.rows, Self.width, 0, Self.width - 2, x, y, products)
      #expect(
        digest((y, Self.count), (sums, Self.width), (products, Self.width))
          == 0x2cdb_8900_9f1b_9e0f)
      #expect(kernel_sum_of_squares(Self.count, x).bitPattern == 0x4074_c4ff_6cda_ec61)
    }
  }

  @Test func dotProduct() {
    let arrays = Arrays(seed: 9)
    withExtendedLifetime(arrays) {
      let (x, y) = (arrays.draw(), arrays.draw())
      #expect(kernel_dot(Self.count, x, y).bitPattern == 0xbfe8_e843_0f2f_0b80)
    }
  }

  @Test func layerNorm() {
    let arrays = Arrays(seed: 4)
    withExtendedLifetime(arrays) {
      var norm = kernel_norm()
      (norm.width, norm.gain, norm.rate, norm.draws) = (Self.width, 1.7, 0.2, 77)
      norm.epsilon = 1e-5
      (norm.x, norm.residual) = (UnsafePointer(arrays.draw()), UnsafePointer(arrays.draw()))
      norm.scale = UnsafePointer(arrays.draw(Self.width))
      norm.shift = UnsafePointer(arrays.draw(Self.width))
      (norm.normal, norm.y, norm.inverse) = (
        arrays.draw(), arrays.draw(), arrays.draw(Self.rows)
      )
      kernel_layer_norm(0, Self.rows, &norm)
      var gradients = kernel_norm_gradients()
      (gradients.y, gradients.x, gradients.residual) = (
        arrays.draw(), arrays.draw(), arrays.draw()
      )
      gradients.adds_residual = 1
      let sums = arrays.draw(2 * Self.width)
      kernel_layer_norm_backward(0, Self.rows, &norm, &gradients, sums)
      #expect(digest((norm.y, Self.count), (norm.inverse, Self.rows)) == 0xf23e_06c7_8d59_88e0)
      #expect(
        digest(
          (gradients.x, Self.count), (gradients.residual, Self.count), (sums, 2 * Self.width))
          == 0xf526_91d5_200b_93d3)
    }
  }

  @Test func crossEntropy() {
    let arrays = Arrays(seed: 5)
    withExtendedLifetime(arrays) {
      let (x, losses) = (arrays.draw(scale: 5), arrays.draw(Self.rows))
      let labels = (0..<Self.rows).map { Int32($0 * 3) }
      var best = labels
      kernel_cross_entropy(Self.rows, Self.width, labels, x, losses, &best)
      #expect(digest((x, Self.count), (losses, Self.rows)) == 0xfff9_a8c4_4e95_735a)
    }
  }

  @Test func distances() {
    let arrays = Arrays(seed: 7)
    withExtendedLifetime(arrays) {
      let (x, teacher) = (arrays.draw(scale: 5), arrays.draw(scale: 5))
      let (slopes, losses) = (arrays.draw(), arrays.draw(2 * Self.rows))
      kernel_squared_distance(Self.rows, Self.width, x, teacher, slopes, losses)
      kernel_divergence(
        Self.rows, Self.width, 0.5, x, 0.7, teacher, teacher, losses + Self.rows)
      #expect(
        digest((slopes, Self.count), (teacher, Self.count), (losses, 2 * Self.rows))
          == 0x74b9_14bf_6e28_8800)
    }
  }

  @Test func comparedAttention() {
    let arrays = Arrays(seed: 8)
    withExtendedLifetime(arrays) {
      func scores() -> kernel_scores {
        kernel_scores(
          size: Self.width - 2, stride: Self.width, query: arrays.draw(), key: arrays.draw(),
          factor: 0.2)
      }
      let (losses, query, key) = (arrays.draw(Self.rows), arrays.draw(), arrays.draw())
      var distance = kernel_attention_distance(
        length: Self.rows, student: scores(), teacher: scores(),
        room: arrays.draw(2 * Self.rows), losses: losses, weight: 0.3, query_gradient: query,
        key_gradient: key)
      kernel_compare_attention(&distance)
      #expect(
        digest((losses, Self.rows), (query, Self.count), (key, Self.count))
          == 0x8003_284f_8b98_4c71)
    }
  }

  @Test func optimizers() {
    let arrays = Arrays(seed: 6)
    withExtendedLifetime(arrays) {
      let (gradient, value) = (arrays.draw(), arrays.draw())
      let first = arrays.draw()
      // Squares are not negative.
      let second = arrays.draw()
      for index in 0..<Self.count { second[index] *= second[index] }
      kernel_adamw(
        Self.count, gradient, first, second, value,
        kernel_adamw_step(
          gradient_scale: 0.9, beta1: 0.9, beta2: 0.99, step_size: 0.01,
          inverse_root_correction: 1.3, epsilon: 1e-6, keep: 0.999))
      #expect(
        digest((first, Self.count), (second, Self.count), (value, Self.count))
          == 0x12cc_9595_eba7_9411)
      let step = kernel_lamb_step(
        gradient_scale: 0.9, beta1: 0.9, beta2: 0.99, inverse_correction: 1.2,
        inverse_root_correction: 1.3, epsilon: 1e-6, decay: 0.01)
      let squares = kernel_lamb_measure(Self.count, gradient, value, first, second, step)
      #expect(
        [squares.values, squares.changes].map(\.bitPattern)
          == [0x4075_0dc0_4b0d_d087, 0x40da_b5f0_0de9_3b61])
      kernel_lamb_move(Self.count, first, second, 0.02, value, step)
      kernel_momentum(
        Self.count, gradient, first, value,
        kernel_momentum_step(gradient_scale: 0.9, momentum: 0.8, decay: 0.01, rate: 0.03))
      #expect(
        digest((first, Self.count), (second, Self.count), (value, Self.count))
          == 0xbb01_0936_a0d3_693d)
    }
  }
}
