import { Chalk } from 'chalk';
import { expect, test } from '@jest/globals';
import { doneDocument, renderDone, type Done } from '../../../commands/nuke-db/done-document.ts';
import { aSubject } from '../../support/wipe-literals.ts';

const DONE: Done = {
  ...{ runId: 'r', subject: aSubject(), durationMs: 1_234, logFile: '/log' },
  result: {
    tables: [
      { table: 'A', before: 1_200, estimated: false, after: 0, arrivedAfter: 2 },
      { table: 'B', before: 0, estimated: false, after: 0, arrivedAfter: 0 },
    ],
    ...{
      dropped: false,
      xid: '731',
      lockWaitMs: 3,
      lockHeldMs: 205.4,
      settled: true,
      untouched: 8,
      warnings: ['w'],
    },
    backup: {
      folder: "/tmp/it's here",
      format: 'rows',
      bytes: 3_177,
      sha256: 'abc',
      rows: { A: 1_190, B: 0 },
    },
  },
};

test('for people', () => {
  const text = renderDone(DONE, new Chalk({ level: 0 }));
  for (const part of [
    '1,200 rows of 2 tables emptied in litellm @ db.local:5432',
    'locked 205 ms',
    '8 other relations compared',
    '2 rows have arrived in A since',
    'A had 1190 rows at the backup, 1200 at the wipe',
    'the answer to COMMIT was lost',
    String.raw`llmgw restore --from '/tmp/it'\''s here'`,
  ]) {
    expect(text).toContain(part);
  }
});

test('for programs', () => {
  expect(doneDocument(DONE)).toMatchObject({
    schema: 'llmgw.nuke/v1',
    changed: true,
    rows: 1_200,
    tables: [{ arrived_after: 2 }, {}],
    lock_held_ms: 205,
  });
  const bare = doneDocument({ ...DONE, result: { ...DONE.result, backup: null } });
  expect(bare).toMatchObject({ backup: null, restore: null });
});
