import Foundation

/// A Slurm cluster of this one machine: munged, slurmctld and slurmd, ended with the last reference.
final class Slurm {
  /// Why there is no cluster here.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  let folder: URL

  /// The variables with which Slurm's commands find this cluster.
  var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(["SLURM_CONF": "\(folder.path)/slurm.conf"]) { $1 }
  }

  init(in folder: URL) throws {
    self.folder = folder
    guard getuid() == 0 else { throw Missing(description: "Slurm's daemons need root") }
    let missing = ["munged", "slurmctld", "slurmd", "sbatch"].filter { Self.path(of: $0) == nil }
    guard missing.isEmpty else {
      throw Missing(description: "not installed: \(missing.joined(separator: ", "))")
    }
    for name in ["state", "spool"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    var random = SystemRandomNumberGenerator()
    let key = Data((0..<1024).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    _ = FileManager.default.createFile(
      atPath: "\(folder.path)/munge.key", contents: key, attributes: [.posixPermissions: 0o600])
    try Data(configuration.utf8).write(to: folder.appending(path: "slurm.conf"))
    // Not by Foundation's Process, which takes a daemon's open or closed descriptors for its life.
    try start(
      "munged", "--force", "--key-file=\(folder.path)/munge.key",
      "--socket=\(folder.path)/munge.sock", "--pid-file=\(folder.path)/munged.pid",
      "--log-file=\(folder.path)/munge.log", "--seed-file=\(folder.path)/munge.seed")
    try wait(5) { FileManager.default.fileExists(atPath: "\(folder.path)/munge.sock") }
    try start("slurmctld", "-i")
    try start("slurmd")
    try wait(30) { try run("sinfo", "--noheader", "--format=%T").contains("idle") }
  }

  deinit {
    // Slurm's daemons first: they talk through munge.
    for name in ["slurmd", "slurmctld", "munged"] {
      let file = folder.appending(path: "\(name).pid")
      guard let text = try? String(contentsOf: file, encoding: .utf8),
        let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else { continue }
      kill(pid, SIGTERM)
      let deadline = Date().addingTimeInterval(10)
      while kill(pid, 0) == 0, Date() < deadline { Thread.sleep(forTimeInterval: 0.05) }
      kill(pid, SIGKILL)
    }
  }

  /// What one of Slurm's commands prints.
  @discardableResult
  func run(_ command: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Waits until no job is left.
  func waitForJobs() throws { try wait(120) { try run("squeue", "--noheader").isEmpty } }

  /// Waits until the condition holds; throws after some seconds.
  func wait(_ seconds: Double, until condition: () throws -> Bool) throws {
    let deadline = Date().addingTimeInterval(seconds)
    while try !condition() {
      guard Date() < deadline else {
        throw Missing(description: "Slurm did not answer in \(seconds) s")
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  /// Starts a daemon and waits until it has put itself into the background.
  private func start(_ name: String, _ arguments: String...) throws {
    let program = Self.path(of: name)?.path ?? name
    var words = ([program] + arguments).map { strdup($0) }
    var variables = environment.map { strdup("\($0)=\($1)") }
    defer { (words + variables).forEach { free($0) } }
    words.append(nil)
    variables.append(nil)
    var pid: pid_t = 0
    var status: Int32 = 0
    guard posix_spawn(&pid, program, nil, nil, words, variables) == 0,
      waitpid(pid, &status, 0) == pid, status == 0
    else { throw Missing(description: "\(name) does not start") }
  }

  private static func path(of command: String) -> URL? {
    ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].map {
      URL(filePath: "\($0)/\(command)")
    }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private var configuration: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let letters = name.map { UInt8(bitPattern: $0) }.prefix { $0 != 0 && $0 != UInt8(ascii: ".") }
    let host = String(decoding: letters, as: UTF8.self)
    return """
      ClusterName=trial
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmctldPort=16817
      SlurmdPort=16818
      SlurmUser=root
      AuthType=auth/munge
      AuthInfo=socket=\(folder.path)/munge.sock
      StateSaveLocation=\(folder.path)/state
      SlurmdSpoolDir=\(folder.path)/spool
      SlurmctldPidFile=\(folder.path)/slurmctld.pid
      SlurmdPidFile=\(folder.path)/slurmd.pid
      SlurmctldLogFile=\(folder.path)/slurmctld.log
      SlurmdLogFile=\(folder.path)/slurmd.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SwitchType=switch/none
      MpiDefault=none
      JobAcctGatherType=jobacct_gather/none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      SlurmdParameters=config_overrides
      ReturnToService=2
      KillWait=5
      MailProg=/bin/true
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
      PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

      """
  }
}
