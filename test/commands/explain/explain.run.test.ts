import { afterEach, describe, expect, test } from '@jest/globals';
import { runExplain } from '../../../commands/explain/explain.run.ts';
import { ruleDocs } from '../../../src/security/rule-docs.ts';
import { rulePages } from '../../../src/security/rule-pages.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

const places: Workplace[] = [];

afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.leave()));
});

async function explain(word: string, json = false): Promise<string> {
  const place = enterWorkplace({}, { json });
  places.push(place);
  expect(await runExplain(word, place.context)).toBe(0);
  return place.captured.stdout();
}

describe('explaining a finding', () => {
  test('prints its page as it stands in docs/rules', async () => {
    expect(await explain('LGW015')).toBe(rulePages()['LGW015.md']);
  });

  test('prints one document for machines, the code first', async () => {
    const document = JSON.parse(await explain('passthrough-auth-disabled', true));
    expect(Object.keys(document).slice(0, 3)).toEqual(['schema', 'code', 'name']);
    expect(document).toEqual({
      schema: 'llmgw.explain/v1',
      ...ruleDocs.find(({ code }) => code === 'LGW211'),
    });
  });
});
