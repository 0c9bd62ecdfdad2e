import { PROMPT_TOKENS, SIXTY_TOKENS, SIXTY_WORDS } from '../../../src/chaos/answer.ts';
import type { LogEntry } from '../../../src/chaos/call-log.ts';
import type { Answer } from './caller.ts';
import type { Layout, Names } from './layout.ts';

/** What both sides saw of one fault. */
export interface Sight {
  readonly names: Names;
  readonly layout: Layout;
  /** What the callers got, in order of calling. */
  readonly answers: readonly Answer[];
  /** What the provider saw of the primary model, and of the fallback. */
  readonly primary: readonly LogEntry[];
  readonly fallback: readonly LogEntry[];
  /** Divides every time of the rules. */
  readonly speed: number;
  /** Times of calls may take this much longer on a loaded machine. */
  readonly slackMs: number;
}

/** One check: what must hold, and whether it does. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
  /** Failing it costs no more than a full pass. */
  readonly isAdvisory?: boolean;
}

/** The checks of each fault, as the referee has them. */
export const RULES: Readonly<Record<string, (sight: Sight) => readonly Check[]>> = {
  s01: (sight) => [
    ...complete(sight),
    check('a second attempt', sight.primary.length === 2),
    check('no sooner than 1.8 s', gapMs(sight) >= 1_800 / sight.speed),
    check('at most 2 attempts in 1.5 s', within(sight, 1_500) <= 2),
    inTime(sight, 20_000),
  ],
  s02: (sight) => [
    ...complete(sight),
    check('at most 4 attempts in 3 s', within(sight, 3_000) <= 4),
    atMost(sight, 6),
    check('the fallback answered', sight.fallback.length === 1),
  ],
  s03: (sight) => [
    ...complete(sight),
    check('one retry', sight.primary.length === 2),
    advise('on the same model', sight.fallback.length === 0),
  ],
  s04: (sight) => [...complete(sight), atMost(sight, 6), answeredByFallback(sight)],
  s05: (sight) => [
    ...complete(sight),
    atMost(sight, 3),
    check('on a fresh socket', new Set(socketsOf(sight)).size === socketsOf(sight).length),
  ],
  s06: (sight) => [
    ...complete(sight),
    check('one attempt at the silent route', sight.primary.length === 1),
    inTime(sight, 100_000),
  ],
  s07: (sight) => [
    ...complete(sight),
    check('one attempt at the silent route', sight.primary.length === 1),
    inTime(sight, 15_000),
  ],
  s08: (sight) => [...complete(sight), ...spliced(sight)],
  s09: (sight) => [...complete(sight), ...spliced(sight), inTime(sight, 45_000)],
  s10: (sight) => [...complete(sight), check('one attempt', sight.primary.length === 1)],
  s11: (sight) => [
    ...complete(sight),
    check('one attempt', sight.primary.length === 1),
    inTime(sight, 8_000),
  ],
  s12: (sight) => [
    ...complete(sight),
    check('exactly one attempt', sight.primary.length === 1),
    answeredByFallback(sight),
  ],
  s13: (sight) => [
    check('exactly one attempt', sight.primary.length === 1),
    check('not routed around', sight.fallback.length === 0),
    check('status 400', first(sight).status === 400),
    check("the provider's reason", first(sight).error?.includes('safety system') === true),
    check('no part of an answer', first(sight).text === ''),
  ],
  s14: (sight) => [
    ...complete(sight),
    ...spliced(sight),
    check(
      'no prefill was needed',
      sight.fallback.some(({ prefilled }) => !prefilled),
    ),
  ],
  s15: outage,
  s16: (sight) => [
    ...complete(sight),
    check('names the fallback', first(sight).model === sight.names.fallbackGroup),
    check("the fallback's usage", isUsageOfOneAnswer(first(sight))),
  ],
};

function outage(sight: Sight): readonly Check[] {
  const begin = sight.primary[0]?.at ?? 0;
  const recoveredAt = begin + 60_000 / sight.speed;
  const during = sight.primary.filter(({ at }) => at < recoveredAt);
  const back = sight.primary.find(({ at, completed }) => at >= recoveredAt && completed);
  // A breaker for each deployment: until it opens, and one probe an open time.
  const most = sight.layout === 'one' ? 20 : 36;
  return [
    check(
      'every call served',
      sight.answers.every((answer) => isWhole(answer)),
    ),
    check(`few attempts during the outage (${during.length})`, during.length <= most),
    check(
      'used again within 30 s',
      back !== undefined && back.at - recoveredAt <= 30_000 / sight.speed + sight.slackMs,
    ),
  ];
}

function complete(sight: Sight): readonly Check[] {
  const answer = first(sight);
  return [
    check('status 200', answer.status === 200),
    check(
      `the complete answer (${answer.text.length} of ${SIXTY_WORDS.length})`,
      answer.text === SIXTY_WORDS,
    ),
    check(`not broken (${answer.broken ?? ''})`, answer.broken === null),
    check(`no error (${answer.error ?? ''})`, answer.error === null),
    check('[DONE]', answer.isDone),
    check('finish_reason', answer.finishReason === 'stop'),
    check('nothing malformed', answer.malformed === 0),
    check('usage', answer.usage !== null),
  ];
}

function spliced(sight: Sight): readonly Check[] {
  const answer = first(sight);
  return [
    check('one stream: one id', answer.ids.size === 1),
    check('one role', answer.roles === 1),
    check('the prompt is counted once', isUsageOfOneAnswer(answer)),
  ];
}

function isUsageOfOneAnswer({ usage }: Answer): boolean {
  return (
    usage?.['prompt_tokens'] === PROMPT_TOKENS && usage['completion_tokens'] === SIXTY_TOKENS.length
  );
}

function isWhole(answer: Answer): boolean {
  return (
    answer.text === SIXTY_WORDS && answer.isDone && answer.error === null && answer.broken === null
  );
}

function answeredByFallback({ fallback }: Sight): Check {
  return check(
    'the fallback answered',
    fallback.some(({ completed }) => completed),
  );
}

function atMost({ primary }: Sight, attempts: number): Check {
  return check(`at most ${attempts} attempts (${primary.length})`, primary.length <= attempts);
}

function inTime(sight: Sight, ms: number): Check {
  const { ms: took } = first(sight);
  return check(`under ${ms / 1_000} s`, took <= ms / sight.speed + sight.slackMs);
}

function within({ primary, speed }: Sight, ms: number): number {
  const begin = primary[0]?.at ?? 0;
  return primary.filter(({ at }) => at - begin < ms / speed).length;
}

function socketsOf({ primary }: Sight): readonly number[] {
  return primary.map(({ connection }) => connection);
}

function gapMs({ primary }: Sight): number {
  const [one, two] = primary;
  return one === undefined || two === undefined ? 0 : two.at - one.at;
}

function first({ answers }: Sight): Answer {
  const [answer] = answers;
  if (answer === undefined) throw new Error('nobody called');
  return answer;
}

function check(what: string, holds: boolean): Check {
  return { what, holds };
}

function advise(what: string, holds: boolean): Check {
  return { what, holds, isAdvisory: true };
}
