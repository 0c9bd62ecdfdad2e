import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, Relation } from '../fact.ts';
import { fieldsOf, listOf, parseJson, textOf, unavailable } from './findings.ts';

/** Services and timers, of the system and of the user. */
export const systemdCollector: Collector = {
  name: 'systemd',
  summary: 'services and timers of systemd, of the system and of the user',
  collect: collectSystemd,
};

const PROPERTIES =
  'Id,Description,LoadState,ActiveState,SubState,UnitFileState,FragmentPath,User,ExecStart';
/** No bus, no systemd: nothing to look at. */
const NOT_HERE = /not been booted with systemd|Failed to connect to bus|Host is down/i;
const SCOPES = [
  { scope: 'system', flags: [] },
  { scope: 'user', flags: ['--user'] },
] as const;

async function collectSystemd(world: World): Promise<Findings> {
  const parts = await Promise.all(
    SCOPES.map(async ({ scope, flags }) => collectScope(world, scope, flags)),
  );
  const here = parts.filter((part) => part !== null);
  if (here.length === 0) return unavailable('systemd does not run here');
  return {
    status: 'ok',
    entities: here.flatMap(({ entities }) => entities),
    relations: here.flatMap(({ relations }) => relations),
    ...{ samples: [], warnings: [] },
  };
}

type Part = Pick<Findings, 'entities' | 'relations'>;

async function collectScope(
  world: World,
  scope: string,
  flags: readonly string[],
): Promise<Part | null> {
  const show = ['show', '*.service', '--all', `--property=${PROPERTIES}`, '--no-pager'];
  const shown = await ask(world, [...flags, ...show]);
  if (shown === null) return null;
  const units = parseBlocks(shown).flatMap((block) => toUnit(scope, block));
  const list = ['list-timers', '--all', '--output=json', '--no-pager'];
  const timers = (await ask(world, [...flags, ...list])) ?? '[]';
  return joinTimers(scope, units, listOf(parseJson('systemctl', timers.trim() || '[]')));
}

/** Null: there is no such systemd. */
async function ask(world: World, args: readonly string[]): Promise<string | null> {
  const result = await world.run('systemctl', args);
  if (result === null || NOT_HERE.test(result.stderr)) return null;
  if (result.code === 0) return result.stdout;
  throw new Error(`systemctl ended with ${result.code}: ${result.stderr}`);
}

type Block = ReadonlyMap<string, string>;

/** Blocks of `Name=value` lines with empty lines between them. */
function parseBlocks(text: string): readonly Block[] {
  return text.split(/\n\s*\n/).map(
    (block) =>
      new Map(
        block.split('\n').flatMap((line): [string, string][] => {
          const at = line.indexOf('=');
          return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
        }),
      ),
  );
}

function toUnit(scope: string, block: Block): readonly Entity[] {
  const said = (property: string): string => block.get(property) ?? '';
  const id = said('Id');
  if (id === '' || said('LoadState') === 'not-found') return [];
  // On its way to something: the next look tells.
  const changes = said('ActiveState').endsWith('ing');
  return [
    {
      ...{ kind: 'unit', key: `${scope}/${id}`, name: id },
      body: {
        scope,
        description: said('Description'),
        active: changes ? 'changing' : said('ActiveState'),
        sub: changes ? '' : said('SubState'),
        enabled: said('UnitFileState'),
        file: said('FragmentPath'),
        user: said('User'),
        // Besides the command, times and process ids stand in it.
        exec_start: /argv\[\]=(.*?) ; /.exec(said('ExecStart'))?.[1] ?? '',
      },
    },
  ];
}

function joinTimers(scope: string, units: readonly Entity[], rows: readonly unknown[]): Part {
  const known = new Set(units.map(({ key }) => key));
  const timers = rows.map(fieldsOf).flatMap((row): Entity[] => {
    const unit = textOf(row['unit']);
    const body = { scope, activates: textOf(row['activates']) };
    return unit === '' ? [] : [{ kind: 'timer', key: `${scope}/${unit}`, name: unit, body }];
  });
  const relations = timers.flatMap((timer): Relation[] => {
    const key = `${scope}/${textOf(timer.body['activates'])}`;
    return known.has(key) ? [{ from: timer, rel: 'starts', to: { kind: 'unit', key } }] : [];
  });
  return { entities: [...units, ...timers], relations };
}
