/// What a strategy comes to in an encoder of so many layers: the owner of every place.
package struct SharingPlan: Sendable {
  private let strategy: any SharingStrategy
  private let owners: [Int]
  /// What names of shared tensors have of their group, by the group's first layer.
  private let groupNames: [Int: String]

  package init(_ strategy: any SharingStrategy, layers: Int) {
    self.strategy = strategy
    owners = strategy.owners(layers: layers)
    let groups = strategy.numbersGroups(layers: layers) ? Set(owners).sorted() : []
    groupNames = Dictionary(
      uniqueKeysWithValues: groups.enumerated().map { ($0.element, ".group\($0.offset)") })
  }

  /// Whether layers may share this place.
  package func shares(_ slot: ParameterSlot) -> Bool {
    !slot.isOfAdapter && strategy.shares(slot)
  }

  /// The place whose storage serves `slot`; the slot itself where it isn't shared.
  package func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(owners[slot.layer]) : slot
  }

  /// What the name of the tensor that serves `slot` has of its group, such as `.group1`: nothing
  /// where there is one group, nil where the slot isn't shared.
  func groupName(of slot: ParameterSlot) -> String? {
    shares(slot) ? groupNames[owners[slot.layer]] ?? "" : nil
  }
}
