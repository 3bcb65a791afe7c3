/** What vitest's JSON report says of a run. */

interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly testResults?: readonly { readonly status?: string; readonly assertionResults: readonly AssertionResult[] }[];
}

interface AssertionResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What wasn't run, by name; the name says why. */
  readonly skippedNames: readonly string[];
}

/**
 * A file that doesn't load, a hook that fails or an error outside of a test fails the run without failing a test: each counts as one.
 * @param text the report; empty when vitest ended before it wrote one.
 * @param status vitest's exit status.
 */
export function readReport(text: string, status: number): Outcome {
  const report: Report = text === '' ? {} : JSON.parse(text);
  const files = report.testResults ?? [];
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const failed = (report.numFailedTests ?? 0) + broken.length;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const notRun = tests.filter((test) => !['passed', 'failed'].includes(test.status));
  // A group that is skipped as a whole is named once.
  const names = notRun.map(
    ({ ancestorTitles, title }) => ancestorTitles.find((name) => name.includes('(skipped:')) ?? [...ancestorTitles, title].join(' > '),
  );
  return {
    passed: report.numPassedTests ?? 0,
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    skippedNames: [...new Set(names)],
  };
}
