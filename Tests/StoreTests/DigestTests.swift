import Foundation
import Store
import Testing

@Suite struct DigestTests {
  // FIPS 180-2, appendix B.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownDigests(_ text: String, _ digest: String) throws {
    let scratch = try Scratch()
    try Data(text.utf8).write(to: scratch["x"])
    #expect(Digest.sha256(text) == digest)
    #expect(Digest.sha256(Data(text.utf8)) == digest)
    #expect(Digest.sha256(Array(text.utf8)) == digest)
    #expect(try Digest.sha256(file: scratch["x"]) == digest)
  }

  @Test func piecesAreOneWhole() {
    var whole = Digest()
    for _ in 0..<1000 { whole.update(Array(repeating: UInt8(ascii: "a"), count: 1000)) }
    let copy = whole
    whole.update("more")
    #expect(
      copy.finalized() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(copy.finalized() != whole.finalized())
  }

  @Test func aFolderHasNone() throws {
    let scratch = try Scratch()
    #expect(message { _ = try Digest.sha256(file: scratch.folder) }.contains("is a folder"))
  }
}
