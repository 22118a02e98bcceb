import Options
import Spec
import Testing

private struct Site: ProfileSection, Equatable {
  static let name = "site"
  var queue: String?
  var jobs = 4

  static let options: [OptionProperty<Site>] = [
    .optional("queue", \.queue, .text, "a queue"),
    .option("jobs", \.jobs, .integer(1...10), "a number"),
  ]
}

private struct Other: ProfileSection {
  static let name = "other"
  var person: String?

  static let options: [OptionProperty<Other>] = [
    .optional("name", \.person, .text, "a name")
  ]
}

@Suite("profiles")
struct ProfileTests {
  private let sections: [any ProfileSection.Type] = [Site.self, Other.self]

  private func profile(_ text: String) throws(SpecErrors) -> Profile {
    try Profile(Array(text.utf8), file: "profile.yaml", sections: sections)
  }

  /// Returns what is wrong with a text, a line each.
  private func complaint(_ text: String) -> String {
    do throws(SpecErrors) {
      _ = try profile(text)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("what it doesn't say has its default, in sections that it lacks, too")
  func standards() throws {
    let read = try profile("site: {queue: long}\n")
    #expect(read[Site.self].queue == "long" && read[Site.self].jobs == 4)
    #expect(read[Other.self].person == nil)
    for text in ["", "# site: {jobs: 3}\n\n  # none\n", "site:\n", "{}"] {
      #expect(try profile(text)[Site.self] == Site())
    }
    #expect(Profile(sections: sections)[Site.self] == Site())
  }

  @Test("everything that is wrong is reported at once, each with its location")
  func problems() {
    #expect(
      complaint("sit: {}\nsite:\n  quue: long\n  jobs: 11\n") == """
        profile.yaml:1:1: error: unknown section 'sit' of a profile
          hint: did you mean 'site'?
        profile.yaml:3:3: error: unknown option 'site.quue' of 'site'
          hint: did you mean 'queue'?
        profile.yaml:4:9: error: site.jobs must be a whole number from 1 to 10, not 11
        """)
    #expect(complaint("[a]").hasPrefix("profile.yaml:1:1: error: a profile must be a mapping"))
    #expect(complaint("site: {queue: [}").hasPrefix("profile.yaml:1:"))
    #expect(complaint("site: 3").hasPrefix("profile.yaml:1:7: error: site must be"))
  }
}
