import Foundation
import Testing

/// What `reprise jobs` writes, and what it refuses, where there is no Slurm.
@Suite struct JobsTests {
  @Test func theScriptsComputeSlicesThatTogetherAreTheRun() throws {
    let package = try Package()
    let head = "--sbatch=--partition=long"
    let outcome = try package.reprise(
      "jobs", "sketch", "--over", "seeds", "--array", "2", head, "--", "--preset", "smoke",
      "--seed", "0...1")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let folder = "data/results/sketch/jobs"
    #expect(outcome.output == "array  \(folder)/array.sh\nmerge  \(folder)/merge.sh\n")
    let array = try package.read("\(folder)/array.sh").split(separator: "\n").map(String.init)
    #expect(array.first == "#!/bin/bash")
    let lines = array.filter { $0.hasPrefix("#SBATCH ") }
    for line in ["--array=1-2", "--job-name=sketch", "--requeue", "--partition=long"] {
      #expect(lines.contains("#SBATCH \(line)"))
    }
    #expect(try package.read("\(folder)/merge.sh").contains("#SBATCH --partition=long\n"))

    // Run by hand, as Slurm would run them.
    let env = URL(filePath: "/usr/bin/env")
    for task in 1...2 {
      let script = package.root.appending(path: "\(folder)/array.sh").path
      let run = try package.run(env, ["SLURM_ARRAY_TASK_ID=\(task)", "bash", script])
      #expect((run.status, run.output, run.errors) == (0, "", ""))
    }
    let cells = { package.files("data/results/sketch/cells").filter { $0.hasSuffix(".h5") } }
    let before = cells()
    #expect(!before.isEmpty)
    let merge = package.root.appending(path: "\(folder)/merge.sh").path
    #expect(try package.run(env, ["bash", merge]).status == 0)
    #expect(cells() == before)
    #expect(package.files("data/results/sketch").contains { $0.hasSuffix("/numbers.csv") })
  }

  @Test(arguments: [
    (["--over", "seeds", "--array", "2"], 2, "needs a list or range"),
    (["--over", "sweep", "--array", "2", "--", "--seed", "3"], 2, "needs a list or range"),
    (
      ["--over", "seeds", "--array", "2", "--", "--sed", "0...3"], 2,
      "reprise: sketch: unknown option '--sed': did you mean '--seed'?\n"
    ),
    (["--over", "languages", "--array", "2", "--", "--preset", "big"], 2, "unknown preset 'big'"),
    (["--over", "seeds", "--array", "0", "--", "--seed", "0,1"], 64, "--array expects"),
    (["--over", "tongues", "--array", "2"], 64, "'languages', 'seeds' or 'sweep'"),
  ])
  func whatTheTasksWouldRefuseIsRefused(arguments: [String], status: Int32, message: String) throws
  {
    let package = try Package()
    let outcome = try package.run(
      ownRoot.appending(path: ".build/release/reprise"), ["jobs", "sketch"] + arguments)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!package.exists("data/results/sketch/jobs"))
  }
}
