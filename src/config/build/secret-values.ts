import { Secret } from '../../core/secret.ts';
import { type ConfigNode, entriesOf, type MapNode, toPlain } from '../node.ts';
import { SECRET_PARAMS } from '../schema/deployment-keys.ts';
import { asText } from '../values.ts';

const SECRET_NAME = /(?:^|_)(?:key|token|secret|password|passwd|credentials?)(?:$|_)/i;

/** Wraps text at once, so that nothing can print it. */
export function asSecret(node: ConfigNode | null): Secret | null {
  const text = asText(node);
  return text === null ? null : new Secret(text);
}

/** Whether the value under a key of `litellm_params` must never be shown. */
export function isSecretParam(key: string): boolean {
  return SECRET_PARAMS.has(key) || SECRET_NAME.test(key);
}

/** A map of texts, each wrapped: headers, credentials. */
export function asSecrets(map: MapNode | null): Readonly<Record<string, Secret>> {
  return Object.fromEntries(
    entriesOf(map).flatMap(([name, { value }]) => {
      const text = asText(value) ?? (value.kind === 'scalar' ? value.source : null);
      return text === null ? [] : [[name, new Secret(text)]];
    }),
  );
}

/** Any value of a secret key: text as it is, a map (a service account) as its JSON. */
export function wrapSecretValue(node: ConfigNode): Secret {
  return new Secret(asText(node) ?? JSON.stringify(toPlain(node)));
}
