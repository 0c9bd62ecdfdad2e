import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readQueryOptions, type QueryFlags } from '../../../commands/query-infra/read-options.ts';
import type { Ask, QueryOptions } from '../../../commands/query-infra/query-options.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

const defaults = { limit: 20, timeout: 5_000, staleAfter: 900_000 };

function read(words: string | null, flags: Partial<QueryFlags> = {}): QueryOptions {
  return readQueryOptions(words, { ...defaults, ...flags }, place.context);
}

function askOf(words: string | null, flags: Partial<QueryFlags> = {}): Ask {
  return read(words, flags).ask;
}

test('a word that is the name of a query is that query', () => {
  expect(askOf('ports', { where: ['port=1'] })).toMatchObject({
    ...{ kind: 'facts', named: 'ports' },
    question: { words: null, kinds: ['port'], where: [{ path: ['port'] }] },
  });
  expect(askOf('my port')).toMatchObject({ named: null, question: { words: 'my port' } });
  expect(askOf(null, { kind: ['port'] })).toMatchObject({ question: { words: null } });
});

describe('times', () => {
  const at = (text: string): number | null => {
    const ask = askOf('x', { at: text });
    return ask.kind === 'facts' ? ask.question.atMs : null;
  };

  test('a length is ago, a date is UTC unless it says otherwise', () => {
    expect(Math.abs((at('2h') ?? 0) - (place.context.clock.wallMs() - 7_200_000))).toBeLessThan(
      5_000,
    );
    expect(at('2026-01-19')).toBe(Date.UTC(2026, 0, 19));
    expect(at('2026-01-19T03:00')).toBe(Date.UTC(2026, 0, 19, 3));
    expect(at('2026-01-19 03:00:30')).toBe(Date.UTC(2026, 0, 19, 3, 0, 30));
    expect(at('2026-01-19T03:00Z')).toBe(Date.UTC(2026, 0, 19, 3));
    expect(at('2026-01-19T03:00+02:00')).toBe(Date.UTC(2026, 0, 19, 1));
  });

  test('a range may be open to now', () => {
    const ask = askOf(null, { diff: '2026-01-19..' });
    expect(ask).toMatchObject({ kind: 'changes', from: Date.UTC(2026, 0, 19) });
  });
});

test('--json is the format json', () => {
  expect(read('x', { format: 'csv' }).format).toBe('csv');
  expect(read('x').format).toBe('table');
});
