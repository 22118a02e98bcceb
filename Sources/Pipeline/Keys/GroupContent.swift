package import Spec

extension InputGroup {
  /// What a key counts of the group: the content of its stage, or a digest of every member's place
  /// and content, in whatever order they were gathered.
  ///
  /// - Parameter members: The content of each member, in their order.
  package func content(_ members: [Fingerprint]) -> Fingerprint? {
    if !isGathered { return members.first }
    let fields = zip(self.members, members).map { input, content in
      input.coordinates.flatMap { [$0.axis, $0.label] } + [content.description]
    }
    let sorted = fields.sorted { $0.lexicographicallyPrecedes($1) }
    return Fingerprint(ofFields: sorted.flatMap { $0 })
  }
}
