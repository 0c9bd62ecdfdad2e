import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import { renderSummary } from '../../../commands/reencrypt-db/render-summary.ts';
import { columnCounts, rotationPlan, rotationReport } from '../../support/rotation-literals.ts';

const plain = new Chalk({ level: 0 });

describe('a summary', () => {
  test('of a run tells counts, figures, what is left and what to do', () => {
    const columns = [
      columnCounts({ rows: 137, values: 548, rewritten: 540, alreadyNew: 8 }),
      columnCounts({ table: 'LiteLLM_Config', column: 'param_value', values: 2, plain: 2 }),
      columnCounts({ table: 'LiteLLM_SSOConfig', column: 'sso_settings' }),
    ];
    const text = renderSummary(
      rotationReport({
        ...{ outcome: 'done', message: '540 values are on the new key', columns, batches: 1 },
        ...{ models: { done: 137, total: 137 }, rowsPerSecond: 6_900.4, valuesPerSecond: 27_000 },
        ...{ maxLockMs: 42, peakRssBytes: 64 * 2 ** 20, plan: rotationPlan() },
        verify: { checked: 548, bad: 0, oldLeft: 0 },
        backup: { path: '/x/values.jsonl.gz', sha256: 'abc', bytes: 9 },
        residue: { auditLogValues: 12, deadTupleBytes: 2_048 },
        next: ['set LITELLM_SALT_KEY to the new key and restart'],
      }),
      plain,
    );
    expect(text).toMatchInlineSnapshot(`
     "database   litellm @ 10.0.4.7:5432  schema public  PG 15.18
     keys       11111111 -> 22222222
     catalogue  c0ffee00

     COLUMN                                  VALUES  REWRITTEN  CURRENT  OLD  PLAIN  UNREADABLE  DOUBLE  SKIPPED
     LiteLLM_ProxyModelTable.litellm_params     548        540        8    0      0           0       0        0
     LiteLLM_Config.param_value                   2          0        0    0      2           0       0        0

     models 137/137 in 0.7 s · 6,900 rows/s · 27,000 values/s · locked 42 ms · 64 MB
     verified 548 · bad 0 · old 0
     backup /x/values.jsonl.gz · sha256 abc
     still under the old key: 12 values in the audit log, 2 KB of dead rows, archives and backups of the server
     reencrypt-db: done · 540 values are on the new key
     next: set LITELLM_SALT_KEY to the new key and restart
     "
    `);
  });

  test('of a failed run is told as well', () => {
    const text = renderSummary(
      rotationReport({ outcome: 'unreachable', message: 'db:5432/x: no answer in time' }),
      plain,
    );
    expect(text).toBe('reencrypt-db: unreachable · db:5432/x: no answer in time\n');
  });

  test('lists places that need attention, not all of a thousand', () => {
    const note = {
      ...{ table: 'LiteLLM_Config', column: 'param_value', pk: 'x', pointer: '/a/b' },
      ...{ class: 'foreign' as const, hint: null },
    };
    const notes = Array.from({ length: 50 }, () => note);
    const plan = rotationPlan({ notes, notesDropped: 7 });
    const text = renderSummary(rotationReport({ outcome: 'undecryptable', plan }), plain);
    expect(text.match(/^foreign +LiteLLM_Config.param_value x \/a\/b$/gm)).toHaveLength(20);
    expect(text).toContain('… and 37 more');
  });

  test('names proxies, finds and a pooler of the plan', () => {
    const plan = rotationPlan({
      pooled: true,
      absent: ['LiteLLM_MCPServerOAuthClient'],
      liveSessions: [{ pid: 7, application: 'litellm', state: 'idle' }],
      scan: [{ table: 'T', column: 'c', rows: 9, sampled: 1, hits: 2 }],
      outside: ['ids of responses that clients hold'],
    });
    const text = renderSummary(rotationReport({ outcome: 'planned', plan }), plain);
    for (const part of [
      'DIRECT_URL',
      'OAuthClient',
      'litellm (pid 7, idle)',
      '2 in T.c',
      'ids of',
    ]) {
      expect(text).toContain(part);
    }
  });
});
