import { child, childMap, entriesOf, type MapNode } from '../node.ts';
import type { LlmgwConfig, RouteConfig } from '../types.ts';
import { asBoolean, asNumber, asText, asWord } from '../values.ts';
import type { AliasRule } from './aliases.ts';
import { readTime } from './timeouts.ts';

const DEFAULTS: RouteConfig = {
  streamRescue: 'auto',
  holdBack: null,
  hedge: null,
  onAllOpen: 'reject',
};

/** Where only tokens are written: nobody is to look at an empty screen for longer. */
const HOLD_BACK_MS = 5_000;
const MAX_EXTRA = 0.05;

/**
 * What `llmgw_settings` says for every model group, and for single ones under `groups`. An alias
 * stands for its group.
 */
export function readRoutes(
  own: MapNode | null,
  aliases: readonly AliasRule[],
): LlmgwConfig['routes'] {
  const base = readRoute(own, DEFAULTS);
  const groupOf = new Map(aliases.map(({ alias, group }) => [alias, group]));
  const byGroup = new Map<string, RouteConfig>();
  for (const [name, { value }] of entriesOf(childMap(own, 'groups'))) {
    if (value.kind === 'map') byGroup.set(groupOf.get(name) ?? name, readRoute(value, base));
  }
  return { default: base, byGroup };
}

function readRoute(map: MapNode | null, base: RouteConfig): RouteConfig {
  return {
    streamRescue:
      RESCUES.find((mode) => mode === asWord(child(map, 'stream_rescue'))) ?? base.streamRescue,
    holdBack: readPart(map, 'hold_back', { base: base.holdBack, read: readHoldBack }),
    hedge: readPart(map, 'hedge', { base: base.hedge, read: readHedge }),
    onAllOpen:
      WHEN_OPEN.find((mode) => mode === asWord(child(map, 'on_all_open'))) ?? base.onAllOpen,
  };
}

const RESCUES = ['auto', 'prefill', 'replay', 'off'] as const;
const WHEN_OPEN = ['reject', 'bypass'] as const;

interface PartReader<Part> {
  readonly base: Part | null;
  readonly read: (map: MapNode) => Part;
}

/** `off` takes away what is set for all. */
function readPart<Part>(
  map: MapNode | null,
  key: string,
  { base, read }: PartReader<Part>,
): Part | null {
  const node = child(map, key);
  if (node?.kind === 'map') return read(node);
  return asBoolean(node) === false ? null : base;
}

function readHoldBack(map: MapNode): NonNullable<RouteConfig['holdBack']> {
  return {
    tokens: asNumber(child(map, 'tokens')) ?? Infinity,
    ms: readTime(map, 'time') ?? HOLD_BACK_MS,
  };
}

function readHedge(map: MapNode): NonNullable<RouteConfig['hedge']> {
  const after = child(map, 'after');
  return {
    after: asText(after)?.trim() === 'p95' ? 'p95' : (asNumber(after) ?? 'p95'),
    maxExtra: asNumber(child(map, 'max_extra')) ?? MAX_EXTRA,
    tools: asBoolean(child(map, 'tools')) ?? false,
  };
}
