import { describe, expect, test } from '@jest/globals';
import { configOf, findingsOf, withModel } from '../load-text.ts';

const routesOf = (text: string) => configOf(withModel(text)).llmgw.routes;

const DEFAULT = { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'reject' };

describe('what is set for model groups', () => {
  test('is nothing unless written', () => {
    expect(routesOf('')).toEqual({ default: DEFAULT, byGroup: new Map() });
  });

  test('for all, and above that for one', () => {
    const { default: all, byGroup } = routesOf(`llmgw_settings:
  stream_rescue: replay
  hold_back: {tokens: 8, time: 300ms}
  hedge: {after: p95}
  on_all_open: bypass
  groups:
    a: {hedge: {after: 250, max_extra: 0.1, tools: true}, stream_rescue: off, hold_back: off}
`);
    expect(all).toEqual({
      streamRescue: 'replay',
      holdBack: { tokens: 8, ms: 300 },
      hedge: { after: 'p95', maxExtra: 0.05, tools: false },
      onAllOpen: 'bypass',
    });
    expect(byGroup.get('a')).toEqual({
      streamRescue: 'off',
      holdBack: null,
      hedge: { after: 250, maxExtra: 0.1, tools: true },
      onAllOpen: 'bypass',
    });
  });

  test('a group may do without what all have', () => {
    const text = 'llmgw_settings: {hedge: {after: 90}, groups: {a: {hedge: off}}}\n';
    expect(routesOf(text).byGroup.get('a')?.hedge).toBeNull();
    expect(routesOf('llmgw_settings: {hedge: off}\n').default.hedge).toBeNull();
  });

  test('an alias stands for its group', () => {
    const { byGroup } = routesOf(`router_settings: {model_group_alias: {b: a}}
llmgw_settings: {groups: {b: {on_all_open: bypass}}}
`);
    expect([...byGroup.keys()]).toEqual(['a']);
    expect(byGroup.get('a')?.onAllOpen).toBe('bypass');
  });

  test.each([
    ['{time: 1}', { tokens: Infinity, ms: 1_000 }],
    ['{tokens: 3}', { tokens: 3, ms: 5_000 }],
    ['off', null],
  ])('hold_back: %s never waits without end', (text, holdBack) => {
    expect(routesOf(`llmgw_settings: {hold_back: ${text}}\n`).default.holdBack).toEqual(holdBack);
  });

  test.each([
    'stream_rescue: sometimes',
    'on_all_open: panic',
    'hedge: soon',
    'hedge: {after: p50}',
    'hedge: {max_extra: 5}',
    'hold_back: {tokens: 0}',
    'retry_budget: {ttl: 0}',
    'retry_budget: {ratio: -1}',
    'admission_queue: {max_wait: 0}',
    'groups: {a: 3}',
    'groups: {a: {hedge: {after: -1}}}',
  ])('is refused where it makes no sense: %s', (text) => {
    const findings = findingsOf(withModel(`llmgw_settings: {${text}}\n`));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^critical wrong-type/);
  });
});
