import { expect, test } from '@jest/globals';
import { INFRA } from '../../../../src/db/migrations/0002-infra.ts';

test('is the second step, and older programs can still work beside it', () => {
  expect(INFRA).toMatchObject({ version: 2, readableSince: 1 });
});

test('everything it makes is called infra_something, in our own schema', () => {
  for (const text of INFRA.statements) {
    expect(text).toMatch(
      /^CREATE (TABLE|VIEW) llmgw\.infra_|^CREATE (UNIQUE )?INDEX infra_\w+ ON llmgw\.infra_/,
    );
  }
});
