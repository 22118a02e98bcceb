internal import CKernels

extension Tape {
  /// Computes the mean of T² KL(p || q) over rows, for the teacher's distribution
  /// p = softmax(teacher / T) and the student's q = softmax(student / T).
  ///
  /// The loss by which a student learns a teacher's softened scores (Hinton et al., arXiv
  /// 1503.02531, section 2). T² keeps gradients as large as those of hard labels. They are those of
  /// the cross-entropy of q under p, which is larger by p's entropy.
  /// - Parameters:
  ///   - student: The student's scores, [rows, classes].
  ///   - teacher: The teacher's, of the same shape; they get no gradient.
  /// - Precondition: at least one row; T above 0.
  package func softCrossEntropy(
    _ student: Variable, teacher: Variable, temperature: Float
  ) -> MeanLoss {
    precondition(student.shape == teacher.shape && student.rows > 0 && temperature > 0)
    let (rows, width) = (student.rows, student.width)
    let slopes = arena.block(student.count)
    let losses = rowLosses(rows) { losses in
      workers.forEach(rows) { row in
        let offset = row * width
        diverge(
          width, student.value + offset, teacher.value + offset, temperature,
          slopes: slopes.start + offset, loss: losses + row)
      }
    }
    return mean(of: losses, student, slopes: slopes, factor: temperature / Float(rows))
  }

  /// Computes the same of scores that are never in memory for all rows at once; the backward pass
  /// recomputes them, and the teacher's with them.
  ///
  /// - Precondition: as many rows and classes of both, and at least one row; T above 0.
  package func softCrossEntropy(
    _ student: TableScores, teacher: TableScores, temperature: Float
  ) -> MeanLoss {
    let (rows, classes) = (student.rows, student.classes)
    precondition(rows == teacher.rows && classes == teacher.classes && rows > 0)
    precondition(temperature > 0, "a temperature above 0")
    let losses = rowLosses(rows) { losses in
      for range in student.chunks {
        _ = slopes(student, teacher, range, temperature, losses: losses + range.lowerBound)
      }
    }
    let mean = mean(of: losses, depending: student.x, student.table, student.bias)
    onBackward(mean.loss) { [self] outer in
      _ = rowLosses(rows) { losses in
        for range in student.chunks {
          let slopes = slopes(student, teacher, range, temperature, losses: losses)
          workers.forEach(range.count) { row in
            kernel_scale(
              classes, outer[0] * temperature / Float(rows), slopes.start + row * classes)
          }
          withExtendedLifetime(slopes) { passOn(slopes.start, range, of: student) }
        }
      }
    }
    return mean
  }

  /// Computes q - p of some rows, and writes their losses.
  private func slopes(
    _ student: TableScores, _ teacher: TableScores, _ range: Range<Int>, _ temperature: Float,
    losses: UnsafeMutablePointer<Float>
  ) -> ArenaBlock {
    let classes = student.classes
    let (block, wanted) = (scores(student, range), scores(teacher, range))
    withExtendedLifetime(wanted) {
      workers.forEach(range.count) { row in
        let offset = row * classes
        diverge(
          classes, block.start + offset, wanted.start + offset, temperature,
          slopes: block.start + offset, loss: losses + row)
      }
    }
    return block
  }

  /// Computes one row's q - p, which may overwrite a row of scores, and T² KL(p || q).
  private func diverge(
    _ width: Int, _ student: UnsafeMutablePointer<Float>, _ teacher: UnsafeMutablePointer<Float>,
    _ temperature: Float, slopes: UnsafeMutablePointer<Float>, loss: UnsafeMutablePointer<Float>
  ) {
    kernel_divergence(1, width, 1 / temperature, student, 1 / temperature, teacher, slopes, loss)
    loss.pointee *= temperature * temperature
  }
}
