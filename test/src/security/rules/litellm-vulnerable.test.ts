import { describe, expect, test } from '@jest/globals';
import { litellmVulnerable } from '../../../../src/security/rules/litellm-vulnerable.ts';
import { scan } from '../../../../src/security/scan.ts';
import { describeRule, projectOf } from '../../../support/rule-cases.ts';

describeRule(litellmVulnerable, {
  fires: [
    {
      title: 'whatever is set',
      files: { 'requirements.txt': 'litellm==1.83.9\n' },
      at: ['requirements.txt:1:8'],
      without: ['1.83.9', '1.84.0'],
      severity: 'critical',
    },
    {
      title: 'reported, not confirmed',
      files: { 'requirements.txt': 'litellm==1.95.0\n' },
      at: ['requirements.txt:1:8'],
      without: ['1.95.0', '1.93.0'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'a release that is worse', files: { 'requirements.txt': 'litellm==1.82.8\n' } },
  ],
});

describe('LGW902', () => {
  function messages(files: Readonly<Record<string, string>>) {
    const findings = scan(projectOf(files), { rules: [litellmVulnerable], persona: 'regular' });
    return findings.map(({ message }) => message).join();
  }

  test('names what needs a setting only where it is on', () => {
    const requirements = { 'requirements.txt': 'litellm==1.82.9\n' };
    const config = { 'config.yaml': 'general_settings: {enable_jwt_auth: true}\n' };
    expect(messages(requirements)).not.toContain('CVE-2026-35030');
    expect(messages({ ...requirements, ...config })).toContain('CVE-2026-35030');
  });

  test('keeps what is not confirmed from those who did not ask', () => {
    expect(messages({ 'requirements.txt': 'litellm==1.95.0\n' })).toBe('');
  });
});
