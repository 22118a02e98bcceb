package import Spec

extension InputGroup {
  /// Returns what the reader's key has of the group, which is the content of a single stage, or a
  /// digest of every gathered member's coordinates and content.
  ///
  /// The digest does not depend on the order in which members are gathered.
  ///
  /// - Parameter members: The content of each member, in their order.
  /// - Returns: nil where a group that gathers nothing has no member.
  package func content(_ members: [Fingerprint]) -> Fingerprint? {
    if !isGathered { return members.first }
    let fields = zip(self.members, members).map { input, content in
      input.coordinates.flatMap { [$0.axis, $0.label] } + [content.description]
    }
    let sorted = fields.sorted { $0.lexicographicallyPrecedes($1) }
    return Fingerprint(ofFields: sorted.flatMap { $0 })
  }
}
