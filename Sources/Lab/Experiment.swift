import Foundation

/// The parameters of an experiment: a plain struct whose initial values are the default preset.
///
/// The struct is the command line (`trainShare` becomes `--train-share`), the cache key and the
/// provenance record at once. Its stored properties are numbers, strings, Booleans, string enums,
/// URLs, optionals or arrays of these.
public protocol ParameterSet: Codable, Sendable {
  /// The default preset.
  init()
}

/// A preset, written as what it changes in the default parameters.
public struct Edit<Parameters>: Sendable {
  let change: (@Sendable (inout Parameters) -> Void)?

  /// Creates the preset that makes `change`.
  public init(_ change: @escaping @Sendable (inout Parameters) -> Void) { self.change = change }

  private init() { change = nil }

  /// The preset of an experiment that has none.
  public static var missing: Edit { Edit() }
}

/// One paper as a program that reads top to bottom like a notebook.
///
/// Mark the conforming struct `@main`. The doc comment above it is the report's introduction, the
/// doc comments of its parameters are the help text.
public protocol Experiment {
  /// The parameters, defaults included.
  associatedtype Parameters: ParameterSet

  /// Creates the experiment; a struct without stored properties has this already.
  init()

  /// The paper that is reproduced.
  static var paper: Paper { get }

  /// The preset that ends in seconds; its claims are not judged.
  static var smoke: Edit<Parameters> { get }

  /// The preset with the paper's own data and weights from disk; none unless given.
  static var full: Edit<Parameters> { get }

  /// Parameters that change no result (batch size): outside every key, inside the provenance.
  static var inert: [PartialKeyPath<Parameters>] { get }

  /// The notebook: cells, tables, figures, claims.
  func body(_ book: Notebook<Parameters>) throws
}

extension Experiment {
  /// No full preset.
  public static var full: Edit<Parameters> { .missing }

  /// No inert parameter.
  public static var inert: [PartialKeyPath<Parameters>] { [] }

  /// Runs the experiment with the program's arguments and ends the program.
  ///
  /// The exit status is 0 when the run ended, 1 when `--diff` found drift or `--strict` a claim that
  /// is not held, 2 on an error, which is one line on standard error, 130 when it was interrupted. A
  /// sweep's is the number of points that failed.
  public static func main() {
    Child.endWithParent()
    exit(run(Array(CommandLine.arguments.dropFirst()), program: Bundle.main.executableURL))
  }
}
