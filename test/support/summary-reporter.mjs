/** Ends the run with one line that people and scripts read alike: `N passed, N failed, N skipped`. */
export class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    // A file that does not even load has no tests to count.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`;
    // jest's own summary comes after every reporter; this line is to be the last.
    process.once('exit', () => process.stdout.write(line));
  }
}

export { SummaryReporter as default };
