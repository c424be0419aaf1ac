/// Stops the program unless a condition that callers must keep holds.
///
/// Unlike `precondition`, it prints the message in release builds too.
func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() { fatalError(message(), file: file, line: line) }
}
