/// What a server takes upon itself.
package struct ServingLimits: Sendable {
  /// The most open connections; any other is answered with 503.
  package var connections = 512
  /// The most streams of events; any other is answered with 503.
  package var streams = 384
  /// Time for a request to come in, and for a connection without one.
  package var requestTime = Duration.seconds(10)
  /// Time for which a client may take in nothing of a response.
  package var stallTime = Duration.seconds(30)
  /// The time between two looks at what has changed.
  package var shortestRest = Duration.seconds(1)
  /// What each stream adds to the time between two looks for events, beyond the shortest rest; so
  /// many streams cost no more than some.
  package var restPerStream = Duration.milliseconds(20)
  /// The longest time for which a page is not made anew though it has changed.
  package var longestRest = Duration.seconds(60)
  /// The time between two signs of life in a stream.
  package var heartbeat = Duration.seconds(15)
  /// The most pages that are kept, and the most of their bytes.
  package var pages = 64
  package var pageBytes = 64 << 20

  package init() {}

  /// Returns the time between two looks for the events of a number of streams.
  package func rest(ofStreams count: Int) -> Duration {
    max(shortestRest, restPerStream * count)
  }

  /// Returns how long a page is not made anew that took some time to make: making it takes at most
  /// a hundredth of the time.
  package func rest(after cost: Duration) -> Duration {
    min(max(shortestRest, cost * 100), longestRest)
  }
}
