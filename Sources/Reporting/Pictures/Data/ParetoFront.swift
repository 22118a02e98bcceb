/// The points of a plane that no other point beats in both directions.
enum ParetoFront {
  /// Returns the indices of the points on the front, from small costs to large ones.
  ///
  /// A point is on the front if no other costs at most as much and is worth at least as much, one
  /// of the two strictly. Equal points are all on it, or none is.
  ///
  /// - Parameter points: The cost, of which less is better, and the worth, of which more is better.
  static func indices(_ points: [(cost: Double, worth: Double)]) -> [Int] {
    let order = points.indices.sorted { a, b in
      let (first, second) = (points[a], points[b])
      if first.cost != second.cost { return first.cost < second.cost }
      return first.worth != second.worth ? first.worth > second.worth : a < b
    }
    var front: [Int] = []
    for index in order {
      let point = points[index]
      guard let last = front.last.map({ points[$0] }) else {
        front.append(index)
        continue
      }
      if point.worth > last.worth || point == last { front.append(index) }
    }
    return front
  }
}
