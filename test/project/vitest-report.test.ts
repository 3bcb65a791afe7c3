import { expect, it } from 'vitest';
import { readReport } from '../runner/vitest-report.js';

const result = (status: string, ...titles: readonly string[]) => ({
  status,
  ancestorTitles: titles.slice(0, -1),
  title: titles.at(-1) ?? '',
});

it('counts a run that failed without a failed test as one failure', () => {
  expect(readReport('', 1)).toEqual({ passed: 0, failed: 1, skipped: 0, skippedNames: [] });
  expect(readReport('{"numPassedTests":3,"numFailedTests":0}', 1)).toMatchObject({ passed: 3, failed: 1 });
  expect(readReport('{"numPassedTests":3,"numFailedTests":2}', 1)).toMatchObject({ passed: 3, failed: 2 });
  expect(readReport('{"numPassedTests":3,"numFailedTests":0}', 0)).toMatchObject({ passed: 3, failed: 0 });
});

it('counts a file whose hook failed, though its tests are only skipped', () => {
  const testResults = [
    { status: 'failed', assertionResults: [result('skipped', 'DynamoDB', 'puts')] },
    { status: 'failed', assertionResults: [result('failed', 'S3', 'puts')] },
  ];
  expect(readReport(JSON.stringify({ numFailedTests: 1, testResults }), 1).failed).toBe(2);
});

it('names what was not run, a group once', () => {
  const assertionResults = [
    result('skipped', 'boto3 (skipped: python3 is not installed)', 'lists'),
    result('skipped', 'boto3 (skipped: python3 is not installed)', 'puts'),
    result('todo', 'S3', 'copies'),
    result('passed', 'S3', 'lists'),
  ];
  const report = JSON.stringify({ numPassedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [{ assertionResults }] });
  expect(readReport(report, 0)).toEqual({
    passed: 1,
    failed: 0,
    skipped: 3,
    skippedNames: ['boto3 (skipped: python3 is not installed)', 'S3 > copies'],
  });
});
