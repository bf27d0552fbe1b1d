/**
 * Adds up vitest's JSON reports in a folder and the steps around them: names the tests that failed and how, then
 * `N passed, N failed, N skipped`; fails if any did.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, passedSteps, failedSteps, skippedSteps] = process.argv.slice(2);
const sum = { passed: Number(passedSteps), failed: Number(failedSteps), skipped: Number(skippedSteps) };

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  for (const { name: file, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    // A file that could not be loaded has no tests, only a message.
    if (assertionResults.length === 0 && message) console.log(`!!! ${name}: ${file}\n${message}`);
    for (const { fullName, failureMessages } of failed) {
      console.log(`!!! ${name}: ${file}: ${fullName}\n${failureMessages.join('\n')}`);
    }
  }
}

console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;
