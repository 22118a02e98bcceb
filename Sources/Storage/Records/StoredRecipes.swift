internal import GRDB
internal import Spec

/// The recipes of finished stages, which are looked up one by one if they are few, and read all at
/// once if they are many.
struct StoredRecipes: Sendable {
  /// Number of recipes that can be read in the time of one look-up, all being read at once.
  private static let stagesPerLookUp = 64

  private let size: Int
  private var lookups = 0
  private var all: Set<Fingerprint>?

  init(of database: ResultsDatabase) throws {
    size = try database.read(StageTable.count)
    if size == 0 { all = [] }
  }

  mutating func contains(_ recipe: Fingerprint, in database: ResultsDatabase) throws -> Bool {
    lookups += 1
    if all == nil && lookups > size / Self.stagesPerLookUp { all = try Self.all(of: database) }
    if let all { return all.contains(recipe) }
    return try database.read { database in
      try Bool.fetchOne(
        database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM stage WHERE recipe = ?)"),
        arguments: [recipe.description]) ?? false
    }
  }

  private static func all(of database: ResultsDatabase) throws -> Set<Fingerprint> {
    try database.read { database in
      let recipes = try String.fetchCursor(
        database, sql: "SELECT recipe FROM stage WHERE recipe IS NOT NULL")
      var all: Set<Fingerprint> = []
      while let recipe = try recipes.next() {
        if let key = Fingerprint(hexadecimal: recipe) { all.insert(key) }
      }
      return all
    }
  }
}
