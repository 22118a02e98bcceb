import Options
import Testing

private struct Box: OptionSet, Equatable {
  var hasLid = false
  var width = 3

  static let options: [OptionProperty<Box>] = [
    .option("lid", \.hasLid, .boolean, "whether it has a lid"),
    .option("width", \.width, .integer(1...9), "its width").settingSize,
  ]
}

private struct Shelf: OptionSet {
  var box = Box()
  var height = 2

  static let options: [OptionProperty<Shelf>] =
    Box.options(inside: \.box) + [.option("height", \.height, .integer(1...9), "its height")]
}

private struct Wall: OptionSet {
  var height = 2

  static let options: [OptionProperty<Wall>] = [
    .option("height", \.height, .integer(1...9), "its height")
  ]
}

@Suite("options that set a size")
struct SizeOptionTests {
  @Test("are found with their range, also inside of a larger set")
  func found() {
    #expect(Box.sizeOption == SizeOption("width", 1...9))
    #expect(Shelf.sizeOption == SizeOption("width", 1...9))
    #expect(Wall.sizeOption == nil)
  }

  @Test("change alone")
  func changed() {
    var lidded = Box()
    lidded.hasLid = true
    let sized = lidded.sized(7)
    #expect(sized.width == 7 && sized.hasLid)
    #expect(Shelf().sized(5).box.width == 5 && Shelf().sized(5).height == 2)
    #expect(Wall().sized(5).height == 2)
  }
}
