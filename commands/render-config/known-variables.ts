import { readFileSync, statSync } from 'node:fs';
import type { KnownVariable, ValueSource } from '../../src/config/render/value-source.ts';
import { yamlAt, yamlEntries, yamlText, type YamlNode } from '../../src/config/yaml-document.ts';
import { ProjectFile } from '../../src/security/project.ts';
import { dotenvEntries } from '../../src/security/reading/dotenv-entries.ts';
import type { CommandContext } from '../context.ts';
import { shownPath } from '../validate-file.ts';

interface Setting {
  readonly value: string;
  readonly source: ValueSource;
}

const PREFIX = 'os.environ/';

/**
 * Every variable the gateway would see, with where it was set: `environment_variables` of the file
 * stand above the process's own, and these above env files, of which later ones win.
 */
export function knownVariables(
  context: CommandContext,
  config: { readonly root: YamlNode; readonly file: string; readonly text: string },
): ReadonlyMap<string, KnownVariable> {
  const settings = new Map<string, Setting[]>();
  const add = (name: string, setting: Setting): void => {
    // The first of each list is the one that counts.
    settings.set(name, [setting, ...(settings.get(name) ?? [])]);
  };
  const environment = context.environment();
  for (const file of environment.files) addEnvFile(context, file, add);
  for (const [name, value] of Object.entries(environment.variables)) {
    const fromFile = settings.get(name)?.[0]?.value;
    if (value === undefined || fromFile === value) continue;
    add(name, { value, source: { kind: 'process-env', name } });
  }
  addSection(config, settings, add);
  return new Map(
    [...settings].flatMap(([name, [first, ...others]]) => {
      if (first === undefined) return [];
      return [[name, { ...first, overrode: others.map(({ source }) => source) }] as const];
    }),
  );
}

type Add = (name: string, setting: Setting) => void;

function addEnvFile(context: CommandContext, path: string, add: Add): void {
  const text = readFileSync(path, 'utf8');
  const file = new ProjectFile({ path, text, mode: statSync(path).mode, origin: 'loose' });
  const values = new Map(Object.entries(context.environment().variables));
  for (const { name, value, nameSpan } of dotenvEntries(file)) {
    const line = text.slice(0, nameSpan.start).split('\n').length;
    const source = { kind: 'env-file', name, file: shownPath(context, path), line } as const;
    // Escapes are the loader's to resolve; of a value that only differs by them, its own counts.
    const loaded = values.get(name);
    add(name, { value: loaded !== undefined && value.includes('\\') ? loaded : value, source });
  }
}

function addSection(
  { root, file, text }: { readonly root: YamlNode; readonly file: string; readonly text: string },
  settings: ReadonlyMap<string, readonly Setting[]>,
  add: Add,
): void {
  for (const { key, value: node } of yamlEntries(yamlAt(root, 'environment_variables'))) {
    const written = yamlText(node);
    if (written === null) continue;
    const isReference = written.startsWith(PREFIX);
    const value = isReference ? settings.get(written.slice(PREFIX.length))?.[0]?.value : written;
    if (value === undefined) continue;
    const line = text.slice(0, node.start).split('\n').length;
    add(key, { value, source: { kind: 'environment_variables', name: key, file, line } });
  }
}
