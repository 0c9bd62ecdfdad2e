import { Chalk } from 'chalk';
import { expect, test } from '@jest/globals';
import { renderPlan } from '../../../commands/nuke-db/render-plan.ts';
import { planDocument, targetDocument } from '../../../commands/nuke-db/plan-document.ts';
import {
  aManifest,
  anIdentity,
  aRequest,
  aSubject,
  aTarget,
  someEvidence,
} from '../../support/wipe-literals.ts';

const paint = new Chalk({ level: 0 });
const targets = [
  aTarget('LiteLLM_SpendLogs', 48_213, {
    estimated: true,
    bytes: 61e6,
    partitions: [{ schema: 'public', name: 'p' }],
  }),
  aTarget('LiteLLM_Config', 0),
];
const kept = [
  { name: '_prisma_migrations', origin: 'migrations', estimate: 143 },
  { name: 'app_users', origin: 'foreign', estimate: 3 },
  { name: 'LiteLLM_UserTable', origin: 'known', estimate: 3 },
] as const;
const manifest = aManifest({
  targets,
  kept,
  otherSchemas: ['app'],
  triggers: ['LiteLLM_Config.watch'],
});
const subject = aSubject({ manifest, identity: anIdentity({ marker: 'staging' }) });
const survey = {
  subject,
  evidence: someEvidence({ manifest }),
  signs: ['2 standbys'],
  token: 'NK-AAAA-BBBB',
};
const verdicts = [
  { guard: 'identity', verdict: 'pass', by: null, message: '', hint: '' },
  { guard: 'production', verdict: 'fail', by: null, message: 'm', hint: 'h' },
  { guard: 'sessions', verdict: 'override', by: '--allow-connected', message: 'n', hint: '' },
] as const;

test('a plan for people', () => {
  const text = renderPlan({ survey, verdicts }, { format: 'rows', freeBytes: 38e9 }, paint);
  for (const part of [
    'litellm @ db.local:5432',
    'env: staging',
    '~48,213 rows  61.0 MB  in 1 partitions',
    '… and 1 tables with 0 rows',
    "_prisma_migrations, 1 other tables of LiteLLM's, 1 foreign tables: app_users, schemas: app",
    '2 standbys',
    'triggers run along: LiteLLM_Config.watch',
    'production: refuses: m; h',
    'sessions: passes by --allow-connected (n)',
    'free 38.0 GB',
    '--confirm NK-AAAA-BBBB',
  ]) {
    expect(text).toContain(part);
  }
  expect(renderPlan({ survey, verdicts: [] }, null, paint)).toContain('Backup   none');
});

test.each([
  [aRequest({ scope: 'all' }), ['DROP of 2 tables', '--with-migrations']],
  [aRequest({ method: 'delete' }), ['DELETE', 'readers go on']],
])('%j is said', (request, parts) => {
  const other = { ...survey, subject: { ...subject, request } };
  const text = renderPlan({ survey: other, verdicts }, null, paint);
  for (const part of parts) expect(text).toContain(part);
});

test('the same for programs', () => {
  expect(planDocument({ survey, verdicts }, null)).toMatchObject({
    schema: 'llmgw.nuke/v1',
    changed: false,
    rows: 48_213,
    tables: [
      { table: 'LiteLLM_SpendLogs', before: 48_213, estimated: true, partitions: 1 },
      { before: 0 },
    ],
    confirm_token: 'NK-AAAA-BBBB',
  });
  expect(targetDocument(subject.identity)).toMatchObject({
    environment: 'staging',
    system_identifier: '7711',
  });
});
