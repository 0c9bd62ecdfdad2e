import { expect, test } from '@jest/globals';
import { planDocument } from '../../../commands/nuke-db/plan-document.ts';
import { aSubject, someEvidence } from '../../support/wipe-literals.ts';

test('says what the guards say, without empty words', () => {
  const survey = {
    subject: aSubject(),
    evidence: someEvidence(),
    signs: [],
    token: 'NK-AAAA-BBBB',
  };
  const verdicts = [
    { guard: 'standby', verdict: 'pass', by: null, message: '', hint: '' },
    { guard: 'token', verdict: 'fail', by: null, message: 'old', hint: 'plan again' },
  ] as const;
  expect(planDocument({ survey, verdicts }, { format: 'rows', freeBytes: 1 })).toMatchObject({
    guards: [
      { guard: 'standby', verdict: 'pass', by: null },
      { guard: 'token', verdict: 'fail', by: null, message: 'old', hint: 'plan again' },
    ],
    backup: { format: 'rows', freeBytes: 1 },
  });
});
