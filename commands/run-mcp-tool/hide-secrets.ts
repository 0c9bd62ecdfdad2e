import { promisesSecret } from '../../src/cli/mask-secrets.ts';
import { showHidden } from '../../src/mcp/pins/pin-tools.ts';
import type { McpServerDefinition, McpTransport } from '../../src/mcp/server-definition.ts';

const MASK = '****';
/** Shorter values are words that occur everywhere. */
const SHORTEST = 6;
/** Paths, addresses, numbers and flags: a result that names one tells no secret. */
const PLAIN = /^(?:[./~][\w./-]*|https?:\/\/[^@?]*|[\d.:]+|true|false)$/i;

/** Takes the server's own credentials out of a text: a server that prints its environment prints them. */
export type HideSecrets = (text: string) => string;

/** What hides the secrets a server was registered with, also as they stand in JSON, URLs and headers. */
export function hidingSecretsOf({ auth, transport }: McpServerDefinition): HideSecrets {
  const own = [auth.value, auth.client?.id, auth.client?.secret].flatMap((secret) =>
    secret === null || secret === undefined ? [] : [secret.reveal()],
  );
  const tokenUrl = auth.client === null ? [] : secretsOfUrl(auth.client.tokenUrl);
  const texts = [...own, ...tokenUrl, ...secretsOf(transport)]
    .flatMap(formsOf)
    .filter((text) => text.length >= SHORTEST);
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
}

function formsOf(secret: string): readonly string[] {
  // `Bearer …`: what a server repeats is often only what stands behind the scheme.
  const bare = secret.replace(/^\w+\s+(?=\S+$)/, '');
  return [secret, bare].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
  ]);
}

function secretsOf(transport: McpTransport): readonly string[] {
  if (transport.kind === 'stdio') {
    const variables = Object.entries(transport.env)
      .map(([name, value]) => [name, value.reveal()] as const)
      .filter(([name, value]) => promisesSecret(name) || !PLAIN.test(value))
      .map(([, value]) => value);
    return [...variables, ...secretsOfArguments(transport.args)];
  }
  const headers = Object.values(transport.headers).map((value) => value.reveal());
  return [...headers, ...secretsOfUrl(transport.url)];
}

/** `--api-key=…`, `--token …`, `API_KEY=…`, and addresses that hold one. */
function secretsOfArguments(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, at) => {
    const [name = '', ...rest] = arg.split('=');
    const value = rest.join('=');
    const before = args[at - 1] ?? '';
    const isNamed = /^--?[\w-]+$/.test(before) && promisesSecret(before) && !arg.startsWith('-');
    return [
      ...(isNamed ? [arg] : []),
      ...(value !== '' && promisesSecret(name) ? [value] : []),
      ...[arg, value].flatMap(secretsOfUrl),
    ];
  });
}

function secretsOfUrl(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { username, password, searchParams } = new URL(url);
  const parts = [username, password, ...searchParams.values()];
  const pair = Buffer.from(`${plain(username)}:${plain(password)}`).toString('base64');
  return [...parts, ...parts.map(plain), ...(password === '' ? [] : [pair])];
}

/** `%40` is `@` to whoever is logged in with it. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
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

/** The same in one line, and with what nobody would see as its number: for names in questions and errors. */
export function visible(text: string): string {
  return showHidden(withoutControls(text)).replaceAll(/\s+/g, ' ');
}

/** JSON in which nothing is left that a terminal would obey. */
export function toJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  return text.replaceAll(
    /[\u007f-\u009f]/g,
    (one) => `\\u00${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
