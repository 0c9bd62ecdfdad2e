import { beforeAll, expect, test } from '@jest/globals';
import { explainEmpty } from '../../../commands/query-infra/explain-empty.ts';
import { answerQuestion } from '../../../src/infra/query/answer-question.ts';
import { parseCondition } from '../../../src/infra/query/conditions.ts';
import type { Question } from '../../../src/infra/query/question.ts';
import { useInfraDatabase } from '../../support/infra-database.ts';
import { snapshot, store, thing } from '../../support/infra-store.ts';

const rig = useInfraDatabase();
beforeAll(async () => {
  await store(rig.database, snapshot(Date.UTC(2026, 10, 23), { entities: [thing('a')] }));
});

async function explain(parts: Partial<Question>): Promise<readonly string[]> {
  const nothing = { words: null, kinds: [], host: null, where: [], atMs: null, limit: 5 };
  const question = { ...nothing, ...parts };
  return explainEmpty(rig.database, question, await answerQuestion(rig.database, question));
}

test('what is not known at all, or which filter left nothing', async () => {
  expect(await explain({ kinds: ['thin'] })).toEqual(['nothing of kind thin: did you mean thing?']);
  expect(await explain({ kinds: ['elephant'] })).toEqual([
    'nothing of kind elephant: there are thing',
  ]);
  expect(await explain({ host: 'h9' })).toEqual(['nothing of host h9 was ever stored']);
  expect(await explain({ where: [parseCondition('valeu=1')] })).toEqual([
    'no fact has a field valeu: did you mean value?',
  ]);
  expect(await explain({ where: [parseCondition('value=2'), parseCondition('name=a')] })).toEqual([
    'nothing was found: --where value = 2 leaves nothing',
  ]);
  expect(await explain({ words: 'elephant' })).toEqual([
    'nothing was found: the words leaves nothing',
  ]);
  expect(await explain({ words: 'elephant', where: [parseCondition('value=2')] })).toEqual([
    'nothing was found',
  ]);
});
