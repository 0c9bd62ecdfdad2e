import { expect, test } from '@jest/globals';
import { formOf } from '../../../../src/security/secrets/find-secrets.ts';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';
import { platformForms } from '../../../../src/security/secrets/platform-forms.ts';

test.each(platformForms.map(({ id, variable }) => ({ id, variable })))(
  'a key of $id is told from every other one by its form and its variable',
  ({ id, variable }) => {
    const keys = Array.from({ length: 20 }, (_, seed) => makeKey(id, String(seed)));
    const told = keys.map((key) => formOf(key, `${variable ?? ''}=`)?.id);
    expect(new Set(told)).toEqual(new Set([id]));
  },
);
