internal import Serialization

/// The parts of a SentencePiece file that ALBERT needs; the file, `spiece.model`, is a message
/// `ModelProto`.
struct SentencePieceModel {
  struct Piece {
    var text = ""
    var score: Float = 0
    /// Value of the enumeration `Type`; 1 is an ordinary token.
    var kind: UInt64 = 1

    static let unknown: UInt64 = 2
    static let control: UInt64 = 3
  }

  private static let unigram: UInt64 = 1

  private(set) var pieces: [Piece] = []
  private(set) var map: CharacterMap?
  private let path: String

  /// Parses the bytes of a file.
  ///
  /// - Parameter path: The path that errors name.
  /// - Throws: `VocabularyError` where the bytes are no such message, or no Unigram model.
  init(_ bytes: [UInt8], path: String) throws(VocabularyError) {
    self.path = path
    do {
      try bytes.withUnsafeBytes { file in
        try read(ProtobufReader(file, 0..<file.count), file)
      }
    } catch {
      throw damaged("it is not a SentencePiece model, or damaged")
    }
    guard !pieces.isEmpty else { throw damaged("it is not a SentencePiece model, or damaged") }
    guard modelKind == Self.unigram else {
      let name = [2: "BPE", 3: "Word", 4: "Char"][modelKind] ?? "type \(modelKind)"
      throw damaged("the model \(name) is not supported; Unigram is")
    }
    if !mapBytes.isEmpty {
      map = CharacterMap(bytes: mapBytes)
      if map == nil { throw damaged("its compiled map of characters is damaged") }
    }
  }

  private var modelKind = Self.unigram
  private var mapBytes: [UInt8] = []

  private func damaged(_ problem: String) -> VocabularyError {
    VocabularyError("\(path): \(problem)")
  }

  private mutating func read(
    _ reader: ProtobufReader, _ file: UnsafeRawBufferPointer
  ) throws {
    var fields = reader
    try fields.fields { number, value in
      guard case .bytes = value else { return }
      let message = try reader.message(value)
      switch number {
      case 1: pieces.append(try Self.piece(message, file))
      case 2: try readTrainer(message)
      case 3: try readNormalizer(message, file)
      default: break
      }
    }
  }

  private static func piece(
    _ reader: ProtobufReader, _ file: UnsafeRawBufferPointer
  ) throws -> Piece {
    var (piece, fields) = (Piece(), reader)
    try fields.fields { number, value in
      switch (number, value) {
      case (1, .bytes): piece.text = try reader.string(value)
      case (2, .fixed32(let range)):
        let bits = file.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
        piece.score = Float(bitPattern: UInt32(littleEndian: bits))
        guard piece.score.isFinite else { throw reader.failure("a score isn't finite") }
      case (3, .varint(let kind, _)): piece.kind = kind
      default: break
      }
    }
    return piece
  }

  /// Reads the kind of model from `TrainerSpec`.
  private mutating func readTrainer(_ reader: ProtobufReader) throws {
    var fields = reader
    try fields.fields { number, value in
      if number == 3, case .varint(let kind, _) = value { modelKind = kind }
    }
  }

  /// Reads the compiled map of characters from `NormalizerSpec`.
  private mutating func readNormalizer(
    _ reader: ProtobufReader, _ file: UnsafeRawBufferPointer
  ) throws {
    var fields = reader
    try fields.fields { number, value in
      if number == 2, case .bytes(let range) = value { mapBytes = Array(file[range]) }
    }
  }
}

extension SentencePieceModel {
  /// Makes the vocabulary with ALBERT's rules, whatever the file's own normaliser adds to its map.
  ///
  /// Tokens that end in a digit and a comma score 100 less, as in Hugging Face's conversion:
  /// ALBERT's own code cuts them, so they should hardly ever be the best.
  func vocabulary(lowercase: Bool, keepsAccents: Bool) throws(VocabularyError) -> Vocabulary {
    let texts = pieces.map(\.text)
    _ = try SpecialPieces(in: texts, path: path)
    let rules = UnigramRules(
      scores: pieces.map { Double($0.score) - (Self.isNumberWithComma($0.text) ? 100 : 0) },
      normalization: UnigramRules.albert(
        lowercase: lowercase, keepsAccents: keepsAccents, characterMap: map))
    let special = Vocabulary.special(texts)
    let controls = pieces.indices.filter {
      pieces[$0].kind == Piece.control && !texts[$0].isEmpty
        && !special.map(\.id).contains(Int32($0))
    }
    return Vocabulary(
      texts, rules: .unigram(rules),
      added: special + controls.map { AddedPiece(id: Int32($0)) })
  }

  private static func isNumberWithComma(_ piece: String) -> Bool {
    let end = piece.unicodeScalars.suffix(2)
    guard end.count == 2, end.last == ",", let digit = end.first else { return false }
    return digit.properties.numericType == .decimal || digit.properties.numericType == .digit
  }
}
