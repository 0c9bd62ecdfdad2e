import { type Project, type ProjectFile } from '../project.ts';
import type { Fix } from '../rule.ts';
import { freshKey } from '../secrets/fresh-key.ts';
import { envFileFor } from '../secrets/move-to-variable.ts';
import { databasePlaces } from './database-places.ts';
import { addSetting, hasSetting } from './setting-edits.ts';
import { definedVariables } from './variables.ts';
import type { GatewayView } from './gateway-config.ts';
import { keyVariables, writtenKeys, type WrittenKey } from './gateway-keys.ts';

const MASTER = 'LITELLM_MASTER_KEY';

/**
 * Makes a new master key in the place of one, unless that one also encrypts what a database holds: a
 * new key could not read it. Null too where the file is not ours to change.
 */
export function newMasterKey(project: Project, key: WrittenKey): Fix | null {
  if (encryptsStoredValues(project)) return null;
  const { file, span } = key;
  if (file.kind === 'dotenv') {
    const text = freshKey(project);
    const edits = [{ kind: 'replace', file: file.path, span, text } as const];
    return { class: 'unsafe', title: 'make a new key; give it to its users', edits };
  }
  return file.kind === 'gateway' ? fromVariable(project, file, key) : null;
}

/** Reads the master key from a variable and defines it with a new key, unless that is done. */
function fromVariable(project: Project, file: ProjectFile, { span, name }: WrittenKey): Fix | null {
  if (name !== null) return null;
  const text = `os.environ/${MASTER}`;
  const reference = { kind: 'replace', file: file.path, span, text } as const;
  return {
    class: 'unsafe',
    title: `make a new key and read it from ${MASTER}`,
    edits: [reference, ...definition(project, file)],
  };
}

/** Adds a master key to a configuration that has none. */
export function addMasterKey(project: Project, view: GatewayView): Fix | null {
  // A second line of that name would only confuse: who wrote the first one mends it.
  if (encryptsStoredValues(project) || hasSetting(view.root, 'general_settings', 'master_key'))
    return null;
  const setting = addSetting(view, 'general_settings', `master_key: os.environ/${MASTER}`);
  if (setting === null) return null;
  return {
    class: 'unsafe',
    title: `make a key and read it from ${MASTER}`,
    edits: [setting, ...definition(project, view.file)],
  };
}

function definition(project: Project, file: ProjectFile): Fix['edits'] {
  if (definedVariables(project).has(MASTER)) return [];
  const home = envFileFor(project, file.path);
  if (home === null) return [];
  return [{ kind: 'append', file: home, line: `${MASTER}=${freshKey(project)}` }];
}

/** Without a salt key the master key encrypts the credentials in the database. */
function encryptsStoredValues(project: Project): boolean {
  if (databasePlaces(project).length === 0) return false;
  const salts = keyVariables(project, 'salt');
  const isNamed = [...definedVariables(project).keys()].some((name) => salts.has(name));
  return writtenKeys(project, 'salt').length === 0 && !isNamed;
}
