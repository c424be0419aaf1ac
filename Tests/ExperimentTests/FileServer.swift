import Foundation
import Synchronization

/// A server on loopback that hands out files over HTTP/1.1, in ranges where asked, and cuts
/// connections off where told.
final class FileServer: Sendable {
  struct Content: Sendable {
    var bytes = Data()
    /// More lines of the answer's head.
    var head: [String] = []
    /// After how many bytes of the body each connection is cut off, one after the other; later
    /// connections are not.
    var cuts: [Int] = []
    var status = "200 OK"
  }

  struct Request: Equatable, Sendable {
    let path: String
    /// The first byte asked for; 0 where no range is.
    let from: Int
  }

  private struct State {
    var contents: [String: Content] = [:]
    var requests: [Request] = []
  }

  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  /// Listens on a free port; serves one connection at a time.
  init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 8) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        self?.answer(connection)
        close(connection)
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var url: String { "http://127.0.0.1:\(port)" }

  /// What has been asked for so far.
  var requests: [Request] { state.withLock { $0.requests } }

  subscript(path: String) -> Content {
    get { state.withLock { $0.contents[path] ?? Content(status: "404 Not Found") } }
    set { state.withLock { $0.contents[path] = newValue } }
  }

  private func answer(_ connection: Int32) {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    let lines = text.split(separator: "\r\n")
    let path = lines[0].split(separator: " ")[1]
    let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
    let from = range.flatMap { Int($0.dropFirst(13).prefix { $0.isNumber }) } ?? 0
    let (content, cut) = state.withLock { state in
      state.requests.append(Request(path: String(path), from: from))
      let content = state.contents[String(path)] ?? Content(status: "404 Not Found")
      let cut = content.cuts.first
      if cut != nil { state.contents[String(path)]?.cuts.removeFirst() }
      return (content, cut)
    }
    let body = content.bytes.dropFirst(from)
    let isPart = range != nil && content.status.hasPrefix("200")
    let status =
      !isPart ? content.status : body.isEmpty ? "416 Range Not Satisfiable" : "206 Partial Content"
    var head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)", "Connection: close"]
    if isPart {
      head.append("Content-Range: bytes \(from)-\(content.bytes.count - 1)/\(content.bytes.count)")
    }
    head += content.head
    send(Data((head.joined(separator: "\r\n") + "\r\n\r\n").utf8), to: connection)
    send(Data(body.prefix(cut ?? body.count)), to: connection)
  }

  private func send(_ data: Data, to connection: Int32) {
    data.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.send(
          connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
        guard count > 0 else { return }
        sent += count
      }
    }
  }
}
