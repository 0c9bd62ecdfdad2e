import { expect, test } from '@jest/globals';
import { keySpans } from '../../../commands/ingest-state/key-spans.ts';
import { createRedactor } from '../../../src/infra/redact.ts';
import { keyForm } from '../../../src/security/secrets/key-forms.ts';
import { KEY_FORM_IDS, makeKey } from '../../../src/security/secrets/make-key.ts';

const redactor = createRedactor({ findSecrets: keySpans, fingerprint: () => 'f' });

/** Forms that say enough without words around them, and are secrets. */
const FORMS = KEY_FORM_IDS.map(keyForm)
  .filter((form) => form !== null)
  .filter(({ writing, context }) => writing.anchors.length > 0 && context === null)
  .filter(({ family }) => !['url', 'database-url', 'identifier'].includes(family));

test.each(FORMS.map(({ id }) => id))('%s does not get into the store', (id) => {
  const key = makeKey(id);
  expect(redactor.text(`some words ${key} and more`)).toBe('some words [redacted:f] and more');
  expect(redactor.json({ note: key })).toEqual({ note: '[redacted:f]' });
});

test('there are many', () => {
  expect(FORMS.length).toBeGreaterThan(30);
});

test('an address stays readable without its password', () => {
  const text = 'postgresql://me:s3cr3tPassw0rd@db.example:5432/app';
  expect(redactor.text(text)).toBe('postgresql://[redacted:f]@db.example:5432/app');
});
