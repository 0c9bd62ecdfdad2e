import { legacyEncryptionSelected } from '../../../../src/security/rules/legacy-encryption-selected.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(legacyEncryptionSelected, {
  fires: [
    {
      title: 'as a variable',
      files: { '.env': 'LITELLM_ENCRYPTION_ALGORITHM=xsalsa20-poly1305\n' },
      at: ['.env:1:30'],
      without: ['xsalsa20-poly1305', 'aes-256-gcm'],
      severity: 'warning',
    },
  ],
  silent: [{ title: 'nothing is chosen', files: { 'config.yaml': 'general_settings: {}\n' } }],
  fixes: [
    {
      title: 'by taking the line out',
      files: {
        'config.yaml':
          'general_settings:\n  encryption_algorithm: "xsalsa20-poly1305" # old\n  a: 1\n',
      },
      fixed: { 'config.yaml': 'general_settings:\n  a: 1\n' },
    },
  ],
});
