import { parseDuration } from '../../src/core/duration.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { parseAssertion } from '../../src/infra/query/assertion.ts';
import { parseCondition } from '../../src/infra/query/conditions.ts';
import { NAMED_QUERIES, toQuestion } from '../../src/infra/query/named-queries.ts';
import type { Question } from '../../src/infra/query/question.ts';
import type { CommandContext } from '../context.ts';
import type { Ask, Format, QueryOptions } from './query-options.ts';

/** The flags as commander gives them. */
export interface QueryFlags {
  readonly list?: boolean;
  readonly kind?: readonly string[];
  readonly host?: string;
  readonly where?: readonly string[];
  readonly at?: string;
  readonly diff?: string;
  readonly since?: string;
  readonly sql?: string;
  readonly param?: readonly string[];
  readonly ask?: string;
  readonly model?: string;
  readonly url?: string;
  readonly format?: Format;
  readonly columns?: readonly string[];
  readonly limit: number;
  readonly timeout: number;
  readonly staleAfter: number;
  readonly failEmpty?: boolean;
  readonly assert?: string;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
}

/** Flags as options. Throws `E_USAGE` where they contradict each other or cannot be read. */
export function readQueryOptions(
  words: string | null,
  flags: QueryFlags,
  context: CommandContext,
): QueryOptions {
  return {
    ask: readAsk(words, flags, context.clock.wallMs()),
    format: context.options.json ? 'json' : (flags.format ?? 'table'),
    columns: flags.columns ?? null,
    limit: flags.limit,
    database: {
      urlEnv: flags.databaseUrlEnv ?? null,
      urlFile: flags.databaseUrlFile ?? null,
      schema: null,
    },
    timeoutMs: flags.timeout,
    staleAfterMs: flags.staleAfter,
    failEmpty: flags.failEmpty ?? false,
    assertion: flags.assert === undefined ? null : parseAssertion(flags.assert),
    gateway: flags.url === undefined ? null : parseUrl(flags.url),
    model: flags.model ?? null,
  };
}

function readAsk(words: string | null, flags: QueryFlags, nowMs: number): Ask {
  const { list, sql, ask, diff, since } = flags;
  const modes = Object.entries({ words, sql, ask, diff, since, list }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  if (modes.length > 1)
    throw usage(`${modes.map(([name]) => name).join(' and ')} do not go together`);
  const question = readQuestion(flags, nowMs);
  if (list === true) return { kind: 'list' };
  if (sql !== undefined) return { kind: 'sql', sql, params: flags.param ?? [] };
  if (ask !== undefined) return { kind: 'ask', text: ask, question: { ...question, words: ask } };
  if (since !== undefined) {
    return { kind: 'changes', question, from: parseMoment(since, nowMs), to: nowMs };
  }
  if (diff !== undefined) return { kind: 'changes', question, ...parseRange(diff, nowMs) };
  return readFacts(words, question);
}

function readFacts(words: string | null, question: Question): Ask {
  if (words === null) {
    const isAnything = question.kinds.length + question.where.length > 0 || question.host !== null;
    if (isAnything) return { kind: 'facts', question, named: null };
    throw usage('what is asked?');
  }
  const named = NAMED_QUERIES.find(({ name }) => name === words);
  if (named !== undefined) {
    return { kind: 'facts', question: toQuestion(named, question), named: named.name };
  }
  return { kind: 'facts', question: { ...question, words }, named: null };
}

function readQuestion(flags: QueryFlags, nowMs: number): Question {
  return {
    words: null,
    kinds: flags.kind ?? [],
    host: flags.host ?? null,
    where: (flags.where ?? []).map(parseCondition),
    atMs: flags.at === undefined ? null : parseMoment(flags.at, nowMs),
    limit: flags.limit,
  };
}

/** A name that was meant and missed, for the message of an empty answer; null: none is near. */
export function meantQuery(words: string): string | null {
  return suggest(
    words,
    NAMED_QUERIES.map(({ name }) => name),
  );
}

function parseRange(text: string, nowMs: number): { readonly from: number; readonly to: number } {
  const [from, to, ...more] = text.split('..');
  if (from === undefined || to === undefined || more.length > 0) {
    throw usage(`--diff ${text} is no range: write it like 24h..1h`);
  }
  return { from: parseMoment(from, nowMs), to: to === '' ? nowMs : parseMoment(to, nowMs) };
}

/** `2h` is two hours ago; a date without a zone is UTC. */
function parseMoment(text: string, nowMs: number): number {
  const ago = parseDuration(text);
  if (ago !== null) return nowMs - ago;
  const isDate = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/.test(text);
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10));
  const hasTime = text.length > 11;
  const ms = isDate
    ? Date.parse(hasTime && !hasZone ? `${text.replace(' ', 'T')}Z` : text)
    : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw usage(`${text} is no time: write it like 2h, or 2026-01-19T03:00Z`);
}

/** The address is not repeated: there may be a key in it. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === '') {
    return url;
  }
  throw usage('--url is not an http:// or https:// address without user and password');
}

function usage(message: string): LlmgwError {
  return new LlmgwError('E_USAGE', message, { hint: 'see `llmgw query-infra --help`' });
}
