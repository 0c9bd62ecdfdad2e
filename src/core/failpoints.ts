/** What a failpoint does when its turn comes. */
export interface FailpointEffects {
  /** Ends the process as `kill -9` would; it does not return. */
  kill(): void;
  /** Cuts the connection to the database. */
  drop(): void;
}

/** Called at a named point of the program. */
export type Failpoint = (name: string) => void;

type Effect = 'kill' | 'throw' | 'drop';

interface Armed {
  readonly hit: number;
  readonly effect: Effect;
}

const NOTHING: Failpoint = () => undefined;
const SPEC = /^([\w.-]+)(?:@(\d+))?=(kill|throw|drop)$/;

/**
 * Points at which a test lets the program fail, from `LLMGW_FAILPOINTS=name[@hit]=kill|throw|drop`
 * (several parted by commas; `hit` counts from 1, which is the default). Without `NODE_ENV=test` the
 * variable means nothing. Throws `RangeError` for what it cannot read: a test that fails nowhere
 * would pass.
 */
export function createFailpoints(
  env: Readonly<Record<string, string | undefined>>,
  effects: FailpointEffects,
): Failpoint {
  const text = env['LLMGW_FAILPOINTS'] ?? '';
  if (text === '' || env['NODE_ENV'] !== 'test') return NOTHING;
  const armed = new Map(text.split(',').map(parseSpec));
  const hits = new Map<string, number>();
  return (name) => {
    const hit = (hits.get(name) ?? 0) + 1;
    hits.set(name, hit);
    const point = armed.get(name);
    if (point?.hit === hit) strike(name, point.effect, effects);
  };
}

function parseSpec(spec: string): [string, Armed] {
  const [, name, hit = '1', effect] = SPEC.exec(spec.trim()) ?? [];
  if (name === undefined || !isEffect(effect)) throw new RangeError(`not a failpoint: ${spec}`);
  return [name, { hit: Number(hit), effect }];
}

function isEffect(word: string | undefined): word is Effect {
  return word === 'kill' || word === 'throw' || word === 'drop';
}

function strike(name: string, effect: Effect, effects: FailpointEffects): void {
  if (effect === 'throw') throw new Error(`failpoint ${name}`);
  effects[effect]();
}
