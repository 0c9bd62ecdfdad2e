import type { Position } from '../../diagnostics/finding.ts';
import type { FindingName } from '../finding-codes.ts';
import type { FindingDetail, FindingLog } from '../finding-log.ts';
import { type ConfigNode, isNull, joinPath, type MapEntry, type MapNode } from '../node.ts';
import type { KeySpec, KeyTable } from '../schema/key-table.ts';
import { accepts, typeWords } from '../values.ts';
import { didYouMean, findHome } from './find-home.ts';

/** How one map is checked. */
export interface KeyCheck {
  readonly path: string;
  readonly table: KeyTable;
  readonly log: FindingLog;
  /** Where faults that make the map unusable go; the log unless told. */
  readonly report?: (name: FindingName, detail: FindingDetail) => void;
  /** Takes the keys the table does not know, instead of reporting them. */
  readonly onUnknown?: (key: string, entry: MapEntry) => void;
  /** Takes the keys without effect, instead of reporting each. */
  readonly onInert?: (key: string, position: Position) => void;
}

/** Reports unknown and misplaced keys, wrong types, and what has no effect here. */
export function checkKeys(map: MapNode, check: KeyCheck): void {
  for (const [key, entry] of map.entries) {
    const spec = check.table.get(key);
    if (spec === undefined) reportUnknown(key, entry, check);
    else checkKnown(key, spec, { entry, check });
  }
}

/** The finding for a key that no table of this place has. */
export function reportUnknown(key: string, entry: MapEntry, check: KeyCheck): void {
  if (check.onUnknown !== undefined) {
    check.onUnknown(key, entry);
    return;
  }
  const place = { position: entry.keyPosition, path: joinPath(check.path, key) };
  const home = findHome(key);
  if (key === 'master_key' || key === 'database_url') {
    check.log.add('master-key-misplaced', {
      message: `\`${key}\` is only read under \`general_settings\`; here it does nothing`,
      help: 'move it under `general_settings`',
      ...place,
    });
  } else if (home !== null) {
    check.log.add('misplaced-key', {
      message: `\`${key}\` does nothing here: it belongs ${home}`,
      help: `move it: it belongs ${home}`,
      ...place,
    });
  } else {
    check.log.add('unknown-key', {
      message: `nobody reads the key \`${key}\``,
      ...didYouMean(key, check.table.keys()),
      ...place,
    });
  }
}

interface KnownEntry {
  readonly entry: MapEntry;
  readonly check: KeyCheck;
}

function checkKnown(key: string, spec: KeySpec, { entry, check }: KnownEntry): void {
  if (!accepts(spec.type, entry.value)) reportType(key, spec, { entry, check });
  // Of this key `false` is the request: certificates are verified here all the same.
  const asksByFalse = key === 'ssl_verify';
  if (spec.use === 'used' || (isSwitchedOff(entry.value) && !asksByFalse)) return;
  const place = { position: entry.keyPosition, path: joinPath(check.path, key) };
  if (spec.use === 'hook') reportHook(key, { check, place });
  else if (spec.use === 'guard') {
    check.log.add('guard-without-effect', {
      message: `\`${key}\` is not enforced here yet: what it forbids is let through`,
      help: 'do not rely on it; remove it once that is settled elsewhere',
      ...place,
    });
  } else if (check.onInert !== undefined) check.onInert(key, entry.keyPosition);
  else check.log.add('setting-without-effect', { message: inertMessage(key), ...place });
}

/** The words for a setting nobody reads yet. */
export function inertMessage(key: string): string {
  return `\`${key}\` has no effect here yet`;
}

function reportHook(key: string, { check, place }: { check: KeyCheck; place: Place }): void {
  const isAuth = key === 'custom_auth';
  check.log.add('python-hook', {
    message: isAuth
      ? '`custom_auth` is Python code, which cannot be run here: callers would be let in by other rules'
      : `\`${key}\` is Python code, which cannot be run here`,
    help: isAuth ? 'remove it, and give the callers keys' : 'remove it, or do without it',
    ...(isAuth ? { severity: 'critical' } : {}),
    ...place,
  });
}

interface Place {
  readonly position: Position;
  readonly path: string;
}

function reportType(key: string, spec: KeySpec, { entry, check }: KnownEntry): void {
  const { value } = entry;
  const place = { position: value.position, path: joinPath(check.path, key) };
  if (key === 'drop_params' && value.kind === 'list') {
    check.log.add('wrong-type', {
      message: '`drop_params` is a switch; a list counts as true, and its names are not looked at',
      help: 'name parameters under `additional_drop_params`',
      severity: 'warning',
      ...place,
    });
    return;
  }
  const detail: FindingDetail = {
    message: `\`${key}\` must be ${typeWords(spec.type)}, not ${kindOf(value)}`,
    ...place,
  };
  if (spec.use !== 'used') check.log.add('wrong-type', { ...detail, severity: 'warning' });
  else if (check.report === undefined) check.log.add('wrong-type', detail);
  else check.report('wrong-type', detail);
}

/** What kind of value it is, never the value: it may be a secret. */
export function kindOf(node: ConfigNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'boolean') return 'true or false';
  return typeof node.value === 'number' ? 'this number' : 'this text';
}

/** `false`, null, `[]` and `{}` ask for nothing, so nothing is missing. */
function isSwitchedOff(node: ConfigNode): boolean {
  if (node.kind === 'list') return node.items.length === 0;
  if (node.kind === 'map') return node.entries.size === 0;
  return isNull(node) || node.value === false;
}
