import type { FindSecrets } from '../../src/infra/secret-spans.ts';
import { formsIn } from '../../src/security/secrets/find-secrets.ts';

/** An address is no secret: its password is found by its place. An identifier is half of a pair. */
const NO_SECRETS = new Set(['url', 'database-url', 'identifier']);

/** The keys of every issuer that `check-security` knows. */
export const keySpans: FindSecrets = (text) =>
  formsIn(text)
    .filter(({ form }) => !NO_SECRETS.has(form.family))
    .map(({ start, value }) => ({ start, end: start + value.length }));
