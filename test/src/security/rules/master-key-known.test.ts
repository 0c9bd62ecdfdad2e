import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../../../src/security/apply-edits.ts';
import { masterKeyKnown } from '../../../../src/security/rules/master-key-known.ts';
import { describeRule, findingsOf, projectOf } from '../../../support/rule-cases.ts';

describeRule(masterKeyKnown, {
  fires: [
    {
      title: 'of a variable that the configuration names',
      files: {
        'config.yaml': 'general_settings:\n  master_key: os.environ/ADMIN_KEY\n',
        '.env': 'ADMIN_KEY="sk-1234"\n',
      },
      at: ['.env:1:12'],
      without: ['os.environ/ADMIN_KEY', 'os.environ/OTHER_KEY'],
      severity: 'critical',
    },
    {
      title: 'of a default in a compose file',
      files: {
        'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    environment:
      - LITELLM_MASTER_KEY=\${LITELLM_MASTER_KEY:-sk-1234}
`,
      },
      at: ['compose.yaml:5:28'],
      without: [':-sk-1234', ''],
    },
    {
      title: 'of a Dockerfile',
      files: { Dockerfile: 'FROM x\nENV PORT=1 \\\n    LITELLM_MASTER_KEY=sk-1234\n' },
      at: ['Dockerfile:3:24'],
      without: ['LITELLM_MASTER_KEY', 'OTHER_KEY'],
    },
    {
      title: 'of a test, which is only mentioned',
      files: { 'tests/config.yaml': 'general_settings:\n  master_key: sk-1234\n' },
      at: ['tests/config.yaml:2:15'],
      without: ['sk-1234', 'os.environ/KEY'],
      severity: 'info',
    },
  ],
  silent: [
    {
      title: 'the variable is not defined here',
      files: { 'config.yaml': 'general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n' },
    },
    { title: 'it is an example', files: { '.env.example': 'LITELLM_MASTER_KEY=sk-1234\n' } },
    { title: 'it is blank', files: { '.env': 'LITELLM_MASTER_KEY=\n' } },
    { title: 'a template fills it', files: { '.env': 'LITELLM_MASTER_KEY={{ master_key }}\n' } },
    { title: 'it is the key of something else', files: { '.env': 'SEARCH_MASTER_KEY=sk-1234\n' } },
    { title: 'it stands in a comment', files: { '.env': '# LITELLM_MASTER_KEY=sk-1234\n' } },
  ],
});

describe('the key it makes', () => {
  test('takes the place of the known one, and nothing else changes', () => {
    const files = { '.env': 'A=1\nLITELLM_MASTER_KEY=sk-1234 # mine\n' };
    const [finding] = findingsOf(masterKeyKnown, projectOf(files));
    expect(finding?.fix?.class).toBe('unsafe');
    const after = applyEdits(new Map(Object.entries(files)), finding?.repair?.edits ?? []);
    expect(after.get('.env')).toMatch(/^A=1\nLITELLM_MASTER_KEY=sk-[\w-]{43} # mine\n$/);
  });

  test('is read from a variable by a configuration', () => {
    const files = { 'config.yaml': 'general_settings:\n  master_key: "sk-1234" # x\n', '.env': '' };
    const [finding] = findingsOf(masterKeyKnown, projectOf(files));
    const after = applyEdits(new Map(Object.entries(files)), finding?.repair?.edits ?? []);
    expect(after.get('config.yaml')).toBe(
      'general_settings:\n  master_key: "os.environ/LITELLM_MASTER_KEY" # x\n',
    );
    expect(after.get('.env')).toMatch(/^LITELLM_MASTER_KEY=sk-[\w-]{43}\n$/);
  });
});
