import { expect, test } from '@jest/globals';
import { countSources } from '../../../src/infra/stored-sources.ts';
import { collected, thing } from '../../support/infra-store.ts';

test('what changed is counted for whoever found it, what is gone for whoever had found it', () => {
  const diff = {
    opened: new Map([['thing\ta', 'h']]),
    changed: new Map([['thing\tb', 'h']]),
    closed: new Set(['thing\td']),
    ...{ linked: new Set<string>(), unlinked: new Set<string>() },
  };
  const entities = ['a', 'b', 'c'].map((key) => thing(key));
  const [one, two] = countSources(
    [collected({ entities }), collected({ collector: 'two', status: 'failed', error: 'why' })],
    { owners: new Map([['thing\td', 'two']]) },
    diff,
  );
  expect(one).toMatchObject({
    seen: 3,
    inserted: 1,
    updated: 1,
    unchanged: 1,
    gone: 0,
    error: null,
  });
  expect(two).toMatchObject({ name: 'two', status: 'failed', seen: 0, gone: 1, error: 'why' });
});
