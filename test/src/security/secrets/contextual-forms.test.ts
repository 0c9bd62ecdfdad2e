import { expect, test } from '@jest/globals';
import { formOf } from '../../../../src/security/secrets/find-secrets.ts';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';
import { contextualForms } from '../../../../src/security/secrets/contextual-forms.ts';

test.each(contextualForms.map(({ id, variable }) => ({ id, variable })))(
  'a key of $id is told from every other one by its form and its variable',
  ({ id, variable }) => {
    const keys = Array.from({ length: 20 }, (_, seed) => makeKey(id, String(seed)));
    const told = keys.map((key) => formOf(key, `${variable ?? ''}=`)?.id);
    expect(new Set(told)).toEqual(new Set([id]));
  },
);

test.each(contextualForms.map(({ id }) => ({ id })))(
  'without any words around it $id is nothing',
  ({ id }) => {
    expect(formOf(makeKey(id))).toBeNull();
  },
);
