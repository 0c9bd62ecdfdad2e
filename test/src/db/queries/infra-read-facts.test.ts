import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  readFacts,
  readFields,
  readLinks,
  readSamples,
  type FactCondition,
  type FactFilter,
} from '../../../../src/db/queries/infra-read-facts.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { HOST, link, snapshot, store, thing } from '../../../support/infra-store.ts';

const rig = useInfraDatabase();
const T0 = Date.UTC(2026, 10, 23);
const any: FactFilter = { kinds: [], host: null, where: [], ids: null, at: null, limit: 10 };

beforeAll(async () => {
  const text = {
    kind: 'text',
    key: 't',
    name: 'T',
    body: { value: '12%_x', deep: { n: '7' }, list: [1] },
  };
  const entities = [thing('a', 1), thing('b', 20), text];
  const samples = [{ of: { kind: 'thing', key: 'a' }, name: 's', value: 4 }];
  await store(rig.database, snapshot(T0, { entities, relations: [link('a', 'b')], samples }));
});

async function keys(filter: Partial<FactFilter>): Promise<readonly string[]> {
  return (await readFacts(rig.database, { ...any, ...filter })).map(({ key }) => key);
}

describe('conditions', () => {
  const cases: readonly (readonly [
    string,
    FactCondition['op'],
    readonly string[],
    readonly string[],
  ])[] = [
    ['value', '=', ['1'], ['a']],
    ['value', '!=', ['1'], ['t', 'b']],
    ['value', '>', ['2'], ['b']],
    ['value', '<=', ['1'], ['a']],
    ['value', '~', ['%_X'], ['t']],
    ['value', '~', ['%'], ['t']],
    ['value', '!~', ['2'], ['a']],
    ['deep.n', '>=', ['7'], ['t']],
    ['deep', 'exists', [], ['t']],
    ['value', 'in', ['1', '20'], ['a', 'b']],
    ['kind', '=', ['text'], ['t']],
    ['name', '~', ['t'], ['t']],
    ['missing', '!=', ['1'], ['t', 'a', 'b']],
    ['value', '=', [`1' OR '1'='1`], []],
    [`x'; DROP TABLE llmgw.infra_facts; --`, '=', ['1'], []],
  ];
  test.each(cases)('%s %s %j', async (path, op, values, expected) => {
    const found = await keys({ where: [{ path: path.split('.'), op, values }] });
    expect([...found].sort()).toEqual([...expected].sort());
  });
});

test('kind, host, ids, moment and limit', async () => {
  expect(await keys({ kinds: ['thing'] })).toEqual(['a', 'b']);
  expect(await keys({ host: 'other' })).toEqual([]);
  expect(await keys({ ids: [] })).toEqual([]);
  expect(await keys({ at: new Date(T0), host: HOST })).toEqual(['t', 'a', 'b']);
  expect(await keys({ at: new Date(T0 - 1) })).toEqual([]);
  expect(await keys({ limit: 1 })).toHaveLength(2);
});

test('links both ways, samples, fields', async () => {
  const facts = await readFacts(rig.database, { ...any, kinds: ['thing'] });
  const ids = facts.map(({ id }) => id);
  const links = await readLinks(rig.database, ids, null);
  expect(links.map(({ outgoing, name }) => `${outgoing} ${name}`).sort()).toEqual([
    'false a',
    'true b',
  ]);
  expect(await readLinks(rig.database, ids, new Date(T0))).toHaveLength(2);
  expect(await readLinks(rig.database, ids, new Date(T0 - 1))).toEqual([]);
  expect(await readSamples(rig.database, ids)).toMatchObject([{ name: 's', value: 4 }]);
  expect(await readFields(rig.database, ['thing'])).toEqual([{ kind: 'thing', field: 'value' }]);
});
