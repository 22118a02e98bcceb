import Foundation
import TestSupport

/// A web server on the loopback that gives the files of a folder, and can misbehave.
///
/// The first part of a path says how: `whole` behaves; `cut` breaks the first answer off half-way;
/// `shut` does so, and then gives nothing until there is a file `open`; `rangeless` breaks off once
/// and knows no ranges; `busy` has no time at first.
final class FileServer {
  let folder: TemporaryFolder
  private let process = Process()
  private let address: String

  init() throws {
    folder = try TemporaryFolder()
    let script = try folder.write(Self.script.utf8, to: "server.py")
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script, folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))"
  }

  // Not waited for: Foundation reports an end only when all processes that were started meanwhile,
  // and got its descriptors, have ended too. Threads of Dispatch block signals, which is inherited,
  // so that a milder one would not do.
  deinit { kill(process.processIdentifier, SIGKILL) }

  func address(_ path: String) -> String { "\(address)/\(path)" }

  /// The requests so far, each as `path first-byte`.
  var requests: [String] {
    let text = try? String(contentsOfFile: folder.file("requests"), encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  private static let script = """
    import http.server, os, sys
    folder, counts = sys.argv[1], {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_): pass

        def do_GET(self):
            mode, _, name = self.path[1:].partition('/')
            wanted = self.headers.get('Range') if mode != 'rangeless' else None
            first = int(wanted.split('=')[1].split('-')[0]) if wanted else 0
            with open(folder + '/requests', 'a') as log: log.write(f'{self.path} {first}\\n')
            counts[self.path] = counts.get(self.path, 0) + 1
            path, is_first = folder + '/' + name, counts[self.path] == 1
            self.close_connection = True
            if mode == 'shut' and not is_first and not os.path.exists(folder + '/open'): return
            if mode == 'busy' and is_first: return self.send_error(503)
            if not os.path.exists(path): return self.send_error(404)
            body = open(path, 'rb').read()
            if first > 0 and first >= len(body): return self.send_error(416)
            self.send_response(206 if wanted else 200)
            self.send_header('Content-Length', str(len(body) - first))
            if wanted:
                self.send_header('Content-Range', f'bytes {first}-{len(body) - 1}/{len(body)}')
            self.end_headers()
            is_broken = is_first and mode in ('cut', 'shut', 'rangeless')
            last = first + (len(body) - first) // 2 if is_broken else len(body)
            self.wfile.write(body[first:last])

    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
    print(server.server_address[1], flush=True)
    server.timeout, parent = 0.5, os.getppid()
    while os.getppid() == parent: server.handle_request()
    """
}
