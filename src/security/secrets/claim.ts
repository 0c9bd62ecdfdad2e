import type { Project, ProjectFile } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match } from '../rule.ts';
import { secretsIn, type FoundSecret } from './find-secrets.ts';
import type { KeyFamily } from './key-form.ts';

/** A secret with the file it stands in. */
export interface ClaimedSecret {
  readonly file: ProjectFile;
  readonly secret: FoundSecret;
}

const BY_FAMILY: Readonly<Partial<Record<KeyFamily, string>>> = {
  'private-key': 'LGW106',
  jwt: 'LGW107',
  webhook: 'LGW108',
  url: 'LGW109',
  'database-url': 'LGW502',
};

const BY_PATH: readonly (readonly [ProjectFile['kind'], RegExp, string])[] = [
  ['gateway', /^general_settings\.master_key$/, 'LGW205'],
  ['gateway', /^mcp_servers\..+\.(?:args|url)\b/, 'LGW611'],
  ['gateway', /headers\.[^.]+$/, 'LGW104'],
  ['gateway', /^environment_variables\./, 'LGW105'],
  ['compose', /^services\.[^.]+\.environment\b/, 'LGW708'],
  ['kubernetes', /\.env\[\d+\]\.value$|^(?:stringData|data)\./, 'LGW709'],
];
const INSTRUCTION = /^[ \t]*(?:ARG|ENV)[ \t]/i;

/**
 * The code of the rule that speaks of a secret: several could, the most exact one does, so that
 * nothing is told twice. Null: it stands where it belongs, in an env file or key file that is not
 * in version control.
 */
export function claimOf(file: ProjectFile, secret: FoundSecret): string | null {
  if (file.origin === 'ignored') return null;
  if (file.origin !== 'tracked' && isKeptThere(file, secret)) return null;
  const { family } = secret.form;
  if (BY_FAMILY[family] !== undefined) return BY_FAMILY[family];
  if (secret.inComment) return 'LGW114';
  if (purposeOf(file.path) === 'example' || purposeOf(file.path) === 'docs') return 'LGW115';
  if (family === 'admin-key') return 'LGW112';
  return claimOfPlace(file, secret) ?? 'LGW102';
}

function claimOfPlace({ kind, text }: ProjectFile, { path, span }: FoundSecret): string | null {
  if (kind === 'dockerfile') {
    const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1, span.start);
    return INSTRUCTION.test(line) ? 'LGW705' : null;
  }
  const found = BY_PATH.find(([of, where]) => of === kind && path !== null && where.test(path));
  return found?.[2] ?? null;
}

/** An env file is where secrets belong, a key file holds nothing else; to commit them is the fault. */
function isKeptThere({ kind, path, text }: ProjectFile, { span, form }: FoundSecret): boolean {
  if (kind === 'dotenv') return purposeOf(path) !== 'example' && purposeOf(path) !== 'docs';
  if (form.family !== 'private-key') return false;
  if (kind === 'json') return form.id === 'gcp-service-account';
  return kind === 'text' && span.end - span.start > text.trim().length * 0.8;
}

/** The secrets that one rule speaks of. */
export function claimedSecrets(project: Project, code: string): readonly ClaimedSecret[] {
  return project.files.flatMap((file) =>
    secretsIn(file)
      .filter((secret) => claimOf(file, secret) === code)
      .map((secret) => ({ file, secret })),
  );
}

/** Where a secret stands, in the shape of a match: masked as its form allows. */
export function placeOfSecret({
  file,
  secret,
}: ClaimedSecret): Pick<Match, 'file' | 'span' | 'path' | 'secret'> {
  const { span, path, form } = secret;
  return { file: file.path, span, secret: form.strength, ...(path === null ? {} : { path }) };
}
