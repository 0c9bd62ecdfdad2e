import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../../../src/security/apply-edits.ts';
import { uiDefaultPassword } from '../../../../src/security/rules/ui-default-password.ts';
import { describeRule, findingsOf, projectOf } from '../../../support/rule-cases.ts';

describeRule(uiDefaultPassword, {
  fires: [
    {
      title: 'of the default of a variable',
      files: {
        'compose.yaml':
          "services:\n  a:\n    environment:\n      UI_PASSWORD: '${UI_PASSWORD:-litellm}'\n",
      },
      at: ['compose.yaml:4:21'],
      without: [':-litellm', ''],
      severity: 'critical',
    },
    {
      title: 'of the master key',
      files: { '.env': 'LITELLM_MASTER_KEY={{litellm}}\nUI_PASSWORD={{litellm}}\n' },
      at: ['.env:2:13'],
      without: ['LITELLM_MASTER_KEY', 'OTHER_KEY'],
    },
    {
      title: 'of the master key by its name',
      files: {
        'compose.yaml': 'services:\n  a:\n    environment: ["UI_PASSWORD=${LITELLM_MASTER_KEY}"]\n',
      },
      at: ['compose.yaml:3:32'],
      without: ['${LITELLM_MASTER_KEY}', '${UI_PASSWORD}'],
    },
    {
      title: 'in a file for development, as a warning',
      files: { '.env.local': 'UI_PASSWORD=summer\n' },
      at: ['.env.local:1:13'],
      without: ['UI_PASSWORD', 'PASSWORD'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'it is blank', files: { '.env': 'UI_PASSWORD=\n' } },
    { title: 'it is kept elsewhere', files: { '.env': 'UI_PASSWORD=op://vault/ui/password\n' } },
    { title: 'it is random', files: { '.env': 'UI_PASSWORD=v9Kq-2xTz_pL0w\n' } },
  ],
});

describe('the password it makes', () => {
  test('is long and random, and nothing else changes', () => {
    const files = { '.env': 'UI_USERNAME=admin\nUI_PASSWORD="admin" # x\n' };
    const [finding] = findingsOf(uiDefaultPassword, projectOf(files));
    const after = applyEdits(new Map(Object.entries(files)), finding?.repair?.edits ?? []);
    expect(after.get('.env')).toMatch(/^UI_USERNAME=admin\nUI_PASSWORD="[\w-]{24}" # x\n$/);
  });
});
