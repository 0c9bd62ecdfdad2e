import { expect, test } from '@jest/globals';
import { NOTHING_KNOWN } from '../../../src/infra/known-facts.ts';
import { mergeFacts } from '../../../src/infra/merge-facts.ts';
import { collected, link, thing } from '../../support/infra-store.ts';

test('of two that found the same, the first is believed', () => {
  const { entities } = mergeFacts(NOTHING_KNOWN, [
    collected({ collector: 'one', entities: [thing('a', 1)] }),
    collected({ collector: 'two', entities: [thing('a', 2)] }),
  ]);
  expect(entities.get('thing\ta')).toMatchObject({ collector: 'one' });
});

test('a relation to something that is not there is none', () => {
  const found = collected({ entities: [thing('a')], relations: [link('a', 'a'), link('a', 'b')] });
  expect(mergeFacts(NOTHING_KNOWN, [found]).facts.relations.size).toBe(1);
});

test('what a failed collector knew stays, with its relations', () => {
  const known = {
    ...NOTHING_KNOWN,
    facts: {
      entities: new Map([
        ['thing\ta', 'h'],
        ['thing\tb', 'h'],
      ]),
      relations: new Set(['thing\ta\nuses\nthing\tb']),
    },
    owners: new Map([
      ['thing\ta', 'one'],
      ['thing\tb', 'one'],
      ['thing\ta\nuses\nthing\tb', 'one'],
    ]),
  };
  expect(mergeFacts(known, [collected({ status: 'failed' })]).facts).toEqual(known.facts);
  expect(mergeFacts(known, [collected()]).facts).toEqual(NOTHING_KNOWN.facts);
});
