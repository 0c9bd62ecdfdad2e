import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';

const MASK = '****';
/** Shorter values are words that occur everywhere. */
const SHORTEST = 6;

/** Takes the server's own credentials out of a text: a server that prints its environment prints them. */
export type HideSecrets = (text: string) => string;

/** What hides the secrets a server was registered with. */
export function hidingSecretsOf({ auth, transport }: McpServerDefinition): HideSecrets {
  const own = transport.kind === 'stdio' ? transport.env : transport.headers;
  const secrets = [auth.value, auth.client?.id, auth.client?.secret, ...Object.values(own)].flatMap(
    (secret) => (secret === null || secret === undefined ? [] : [secret.reveal()]),
  );
  const texts = secrets
    .flatMap((text) => [text, ...text.split(/[\s:]+/), JSON.stringify(text).slice(1, -1)])
    .filter((text) => text.length >= SHORTEST);
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

const ESCAPE = String.fromCodePoint(27);
const BELL = String.fromCodePoint(7);
/** Sequences with a beginning and an end of their own; what is left of others is taken out by character. */
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[\\d;?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\))`,
  'g',
);

/** Without what a terminal would obey: colours, cursors, titles; line breaks and tabs stay. */
export function withoutControls(text: string): string {
  return text.replaceAll(SEQUENCES, '').replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
