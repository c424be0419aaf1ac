import Foundation
import Store
import Testing

@Suite struct FileLockTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test func oneHolderAtATime() throws {
    let url = scratch["a.lock"]
    var lock: FileLock? = try FileLock(url)
    #expect(lock?.url == url)
    #expect(message { _ = try FileLock(url) } == "\(url.path): lock: held by this process")
    lock = nil
    #expect(try scratch.names == [])
    let next = try FileLock(url)
    next.release()
    next.release()
    #expect(try scratch.names == [])
  }

  @Test func aDeadHoldersLockIsTakenOver() async throws {
    let path = scratch["a.lock"].path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try FileLock(URL(fileURLWithPath: path))
      withExtendedLifetime(lock) { _ = kill(getpid(), SIGKILL) }
    }
    #expect(try scratch.names == ["a.lock"])
    var notes: [String] = []
    let lock = try FileLock(scratch["a.lock"]) { notes.append($0) }
    #expect(notes.count == 1 && notes[0].contains("taken over from process"))
    lock.release()
  }

  @Test func aLivingHoldersLockIsRespected() throws {
    let url = scratch["a.lock"]
    try #"{"pid":1,"host":"\#(ProcessInfo.processInfo.hostName)"}"#.write(
      to: url, atomically: true, encoding: .utf8)
    #expect(message { _ = try FileLock(url) }.contains("held by process 1 on"))
    try #"{"pid":1,"host":"far away"}"#.write(to: url, atomically: true, encoding: .utf8)
    #expect(
      message { _ = try FileLock(url) }
        .hasSuffix("held by process 1 on far away; remove the file if that process is gone"))
    try "rubbish".write(to: url, atomically: true, encoding: .utf8)
    #expect(message { _ = try FileLock(url) }.contains("does not say who holds it"))
    #expect(try scratch.names == ["a.lock"])
  }

  @Test func aReusedNumberIsNoHolder() throws {
    // Process 1 lives, but did not start at that moment.
    let url = scratch["a.lock"]
    try #"{"pid":1,"host":"\#(ProcessInfo.processInfo.hostName)","started":"never"}"#.write(
      to: url, atomically: true, encoding: .utf8)
    var notes = 0
    let lock = try FileLock(url) { _ in notes += 1 }
    #expect(notes == 1)
    lock.release()
  }
}
