internal import Serialization

/// A token as the settings beside a vocabulary describe it.
struct NamedToken {
  let text: String
  /// Id that it should have; nil where none is given.
  var id: Int?
  var isSpecial = true
  var isNormalized = false
  var takesSpaceBefore = false
  var takesSpaceAfter = false
  /// Where it is described, for errors.
  let location: JSONLocation

  /// Makes a special token of a text alone.
  init(_ text: String, _ location: JSONLocation) { (self.text, self.location) = (text, location) }

  /// Reads a token that is written as a text or as an object with flags.
  init(_ location: JSONLocation) throws(VocabularyError) {
    self.location = location
    if case .string(let text) = location.value {
      self.text = text
      return
    }
    text = try location.member("content").string()
    isSpecial = try location.bool("special", default: true)
    isNormalized = try location.bool("normalized", default: !isSpecial)
    takesSpaceBefore = try location.bool("lstrip", default: false)
    takesSpaceAfter = try location.bool("rstrip", default: false)
    guard try !location.bool("single_word", default: false) else {
      throw location.unsupported(
        "'\(text)' with 'single_word'", supported: "a token that is found anywhere is")
    }
  }
}
