internal import Serialization

/// A token that a vocabulary's settings name besides its pieces, as they describe it.
struct NamedToken {
  let text: String
  /// The id that it should have; nil where none is given.
  var id: Int?
  var isSpecial = true
  var isNormalized = false
  var takesSpaceBefore = false
  var takesSpaceAfter = false
  /// For errors.
  let place: JSONPlace

  /// A text alone, which is a special token.
  init(_ text: String, _ place: JSONPlace) { (self.text, self.place) = (text, place) }

  /// Reads a token that stands as a text or as an object with its flags.
  init(_ place: JSONPlace) throws(VocabularyError) {
    self.place = place
    if case .string(let text) = place.value {
      self.text = text
      return
    }
    text = try place.member("content").string()
    isSpecial = try place.bool("special", default: true)
    isNormalized = try place.bool("normalized", default: !isSpecial)
    takesSpaceBefore = try place.bool("lstrip", default: false)
    takesSpaceAfter = try place.bool("rstrip", default: false)
    guard try !place.bool("single_word", default: false) else {
      throw place.unsupported(
        "'\(text)' with 'single_word'", supported: "a piece that is found anywhere is")
    }
  }
}
