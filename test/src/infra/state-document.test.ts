import { expect, test } from '@jest/globals';
import { stateDocument, stateMarkdown } from '../../../src/infra/state-document.ts';
import { link, snapshot, thing } from '../../support/infra-store.ts';

const samples = [{ of: { kind: 'thing', key: 'a' }, name: 'load', value: 1 }];
const one = snapshot(1, {
  entities: [thing('b'), thing('a')],
  relations: [link('a', 'b')],
  samples,
});
const other = snapshot(2, { entities: [thing('a'), thing('b')], relations: [link('a', 'b')] });

test('two looks at the same host are the same bytes', () => {
  expect(JSON.stringify(stateDocument(one))).toBe(JSON.stringify(stateDocument(other)));
  expect(stateMarkdown(one)).toBe(stateMarkdown(other));
});

test('for people: what there is, then each kind', () => {
  expect(stateMarkdown(one)).toBe(
    '# State of h1\n\n2 thing.\n\n- one: ok\n\n## thing\n\n- **a** value: 1\n- **b** value: 1\n',
  );
  expect(stateMarkdown(snapshot(0))).toContain('Nothing was found.');
});

test('for programs: entities and relations', () => {
  expect(stateDocument(one)).toMatchObject({
    schema: 'llmgw.state/v1',
    collectors: { one: 'ok' },
    relations: ['thing a uses thing b'],
  });
});
