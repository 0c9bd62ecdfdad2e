import { describe, expect, test } from '@jest/globals';
import { findRule } from '../../../commands/explain/find-rule.ts';

describe('finding a rule', () => {
  test.each(['LGW211', 'lgw211', '211', ' passthrough-auth-disabled', 'Passthrough-Auth-Disabled'])(
    'knows %j',
    (word) => {
      expect(findRule(word).code).toBe('LGW211');
    },
  );

  test.each([
    ['passthrough_auth_disabled', /did you mean LGW211 passthrough-auth-disabled\?/],
    ['unset-variabel', /did you mean LGW015 unset-variable\?/],
    ['LGW0155', /did you mean LGW015 /],
    ['something-else-entirely', /^`llmgw check-security --list-rules` names them all$/],
  ])('suggests for %j', (word, hint) => {
    expect(() => findRule(word)).toThrow(
      expect.objectContaining({ code: 'E_USAGE', hint: expect.stringMatching(hint) }),
    );
  });
});
