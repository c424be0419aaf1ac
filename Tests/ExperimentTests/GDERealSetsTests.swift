import Foundation
import Store
import Testing

/// Preset full of `gde` on tiny files of each application, and what it says when something is missing.
@Suite(.serialized) struct GDERealSetsTests {
  static let small = [
    "--steps", "3", "--sets", "4", "--set-size", "8", "--width", "8", "--latent", "4",
    "--diffusion-steps", "3", "--directions", "4", "--quiet",
  ]

  private func run(_ scratch: Scratch, _ arguments: String...) throws -> Program.Outcome {
    try Program(slug: "gde").run(
      ["--preset", "full", "--results", scratch.url.appending(path: "results").path]
        + arguments + Self.small)
  }

  private func expectResult(_ outcome: Program.Outcome, _ scratch: Scratch) throws {
    #expect(outcome.status == 0, "\(outcome.errors)")
    let left = try contents(of: scratch.url.appending(path: "results"))
    #expect(left.keys.contains { $0.hasSuffix("tables/held-out-sets.csv") }, "\(left.keys)")
  }

  /// Letters without a generator of random numbers: enough for files that only have to be read.
  private func letters(_ alphabet: String, _ count: Int, _ seed: Int) -> String {
    let letters = Array(alphabet)
    return String((0..<count).map { letters[($0 * $0 * 7 + $0 * seed + seed) % letters.count] })
  }

  @Test func promotersAreEmbedded() throws {
    let scratch = try Scratch()
    let file = scratch.url.appending(path: "promoters.txt")
    let lines = (0..<60).map { "\(letters("ACGT", 12, $0))\t\(Double($0 * 37 % 60) / 10)" }
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let outcome = try run(
      scratch, "--application", "promoters", "--data", file.path, "--sequence-length", "10",
      "--quantiles", "12")
    try expectResult(outcome, scratch)
  }

  @Test func proteinsAreEmbedded() throws {
    let scratch = try Scratch()
    let file = scratch.url.appending(path: "spike.fasta")
    let records = (0..<60).map { index in
      ">Spike|x\(index)|2021-0\(1 + index % 6)-15|EPI|Original|t^^s|Human|o|s|name|"
        + "\(["Peru", "Chile"][index % 2])\n\(letters("ACDEFGHIKLMNPQRSTVWY", 20, index))*"
    }
    try records.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let outcome = try run(
      scratch, "--application", "proteins", "--data", file.path, "--sequence-length", "16")
    try expectResult(outcome, scratch)
  }

  @Test(arguments: ["ddpm", "sw", "cvae"]) func digitsAreEmbedded(generator: String) throws {
    let scratch = try Scratch()
    let images =
      [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 2]
      + (0..<240).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let labels = [0, 0, 8, 1, 0, 0, 0, 60] + (0..<60).map { UInt8($0 % 10) }
    try Data(images).write(to: scratch.url.appending(path: "train-images-idx3-ubyte"))
    try Data(labels).write(to: scratch.url.appending(path: "train-labels-idx1-ubyte"))
    let outcome = try run(
      scratch, "--application", "digits", "--data", scratch.url.path, "--generator", generator)
    try expectResult(outcome, scratch)
  }

  @Test func cellsAreEmbeddedOrTooFew() throws {
    let scratch = try Scratch()
    let file = packageRoot.appending(path: "Tests/Fixtures/anndata/csr.h5ad").path
    let few = try run(scratch, "--application", "lineage", "--data", file)
    #expect(few.status == 2 && few.errors.contains("0 groups of at least 3 points"))
    let outcome = try run(
      scratch, "--application", "lineage", "--data", file, "--column", "well", "--smallest-group",
      "1")
    try expectResult(outcome, scratch)
    let unknown = try run(
      scratch, "--application", "perturbation", "--data", file, "--column", "drug")
    #expect(unknown.status == 2 && unknown.errors.contains("\"drug\""))
  }

  /// The fixture has one clone of at least three cells; a larger file is written here.
  @Test func clonesOfTheMatrixAreEmbedded() throws {
    let scratch = try Scratch()
    let few = try run(
      scratch, "--application", "lineage", "--data",
      packageRoot.appending(path: "Tests/Fixtures/anndata/clones.h5ad").path)
    #expect(
      few.status == 2 && few.errors.contains("1 groups of at least 3 points"), "\(few.errors)")
    let file = scratch.url.appending(path: "clones.h5ad")
    try Self.writeClones(to: file)
    let outcome = try run(scratch, "--application", "lineage", "--data", file.path)
    try expectResult(outcome, scratch)
  }

  /// 21 cells with 2 numbers each, and 7 clones of 3; the last has 2, for one cell is of no clone.
  private static func writeClones(to file: URL) throws {
    try File.create(file) { root in
      try root.write((0..<21).map { [Float($0 % 5), Float($0 % 3)] }, as: "X")
      try root.write(["a", "b"], as: "var/_index")
      try root.write((0..<21).map { "cell\($0)" }, as: "obs/_index")
      let clones = try root.create(group: "obsm/X_clone")
      try clones.attributes.set("encoding-type", to: "csr_matrix")
      try clones.attributes.set("shape", to: [21, 7])
      try clones.write(Array(repeating: 1, count: 20), as: "data")
      try clones.write((0..<20).map { $0 % 7 }, as: "indices")
      try clones.write(Array(0...20) + [20], as: "indptr")
    }
  }

  @Test func imagesOfAScreenAreEmbedded() throws {
    let scratch = try Scratch()
    let folder = packageRoot.appending(path: "Tests/Fixtures/numpy/screen").path
    let outcome = try run(scratch, "--application", "images", "--data", folder)
    try expectResult(outcome, scratch)
    let missing = try run(
      scratch, "--application", "images", "--data",
      packageRoot.appending(path: "Tests/Fixtures/anndata").path)
    #expect(missing.status == 2 && missing.errors.contains("pert_indices.pkl"), "\(missing.errors)")
  }

  @Test func whatIsMissingIsNamed() throws {
    let scratch = try Scratch()
    let none = try run(scratch)
    #expect(none.status == 2 && none.errors.contains("--application"))
    let nowhere = try run(scratch, "--application", "promoters", "--data", "/nowhere.txt")
    #expect(nowhere.status == 2 && nowhere.errors.contains("/nowhere.txt"))
  }
}
