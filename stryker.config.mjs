import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Mutation tests of the resilience core: `npm run mutation`, or `-- --mutate FILE` for one file.
// oxlint-disable-next-line import/no-default-export -- StrykerJS reads nothing else
export default {
  mutate: ['src/resilience/**/*.ts'],
  testRunner: 'jest',
  // Jest runs inside the runner's own process, and loads ES modules only with this.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // The copy leaves tsconfig.json behind: StrykerJS would parse it with an API TypeScript 7 has not.
  ignorePatterns: ['*', '!src', '!src/**', '!test', '!test/**', '!package.json'],
  tempDirName: join(tmpdir(), 'llmgw-mutation'),
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
  thresholds: { high: 95, low: 90, break: 90 },
};
