import { tmpdir } from 'node:os';
import { join } from 'node:path';

// oxlint-disable-next-line import/no-default-export -- StrykerJS reads nothing else
/**
 * Mutation tests of the resilience core: `npm run mutation`, or with `-- --mutate FILE` of one file.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['src/resilience/**/*.ts'],
  testRunner: 'jest',
  // Jest loads ES modules only with this; it runs inside the runner's own process.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  // Tests that do not reach the mutated file by imports cannot notice anything.
  jest: { enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  ignorePatterns: ['*', '!src', '!src/**', '!test', '!test/**', '!package.json'],
  tempDirName: join(tmpdir(), 'llmgw-mutation'),
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  thresholds: { high: 95, low: 90, break: 90 },
};
