/// The owner of every slot under a strategy, for an encoder of so many layers.
package struct SharingPlan: Sendable {
  private let strategy: any SharingStrategy
  private let owners: [Int]
  /// The endings of shared tensors' names, such as `.group1`, by their group's first layer.
  private let groupNames: [Int: String]

  package init(_ strategy: any SharingStrategy, layers: Int) {
    self.strategy = strategy
    owners = strategy.owners(layers: layers)
    let groups = strategy.numbersGroups(layers: layers) ? Set(owners).sorted() : []
    groupNames = Dictionary(
      uniqueKeysWithValues: groups.enumerated().map { ($0.element, ".group\($0.offset)") })
  }

  /// Whether layers may share this slot.
  package func shares(_ slot: ParameterSlot) -> Bool {
    !slot.isOfAdapter && strategy.shares(slot)
  }

  /// Returns the slot that owns the parameter of `slot`; the slot itself where it isn't shared.
  package func owner(of slot: ParameterSlot) -> ParameterSlot {
    shares(slot) ? slot.inLayer(owners[slot.layer]) : slot
  }

  /// Returns the ending for its group, such as `.group1`, in the name of the tensor of `slot`:
  /// empty where there is one group, nil where the slot isn't shared.
  func groupName(of slot: ParameterSlot) -> String? {
    shares(slot) ? groupNames[owners[slot.layer]] ?? "" : nil
  }
}
