import type { Project, ProjectFile, UnreadFile } from '../project.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';
import { isCredentialName } from './credential-fields.ts';
import { dotenvEntries } from './dotenv-entries.ts';
import { purposeOf } from './purpose.ts';

/** A file that is there to hold secrets. */
export interface SecretFile {
  readonly file: ProjectFile | UnreadFile;
  readonly kind: 'env' | 'key';
  /** An env file may hold nothing but settings. */
  readonly holdsSecrets: boolean;
}

const KEY_NAME = /\.(?:pem|key|p12|pfx|jks)$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/i;
const BINARY_KEY = /\.(?:p12|pfx|jks)$/i;
const ACCOUNT = /"private_key"\s*:\s*"-----BEGIN/;

/** Env files, private keys and key stores, service accounts; examples and tests are none. */
export function secretFiles(project: Project): readonly SecretFile[] {
  const read = project.files.flatMap((file) => secretFileOf(file) ?? []);
  const unread = project.unread
    .filter(({ path, reason }) => reason === 'binary' && BINARY_KEY.test(path))
    .map((file) => ({ file, kind: 'key', holdsSecrets: true }) as const);
  return [...read, ...unread].filter(({ file }) => purposeOf(file.path) === 'use');
}

function secretFileOf(file: ProjectFile): SecretFile | null {
  if (file.kind === 'dotenv') return { file, kind: 'env', holdsSecrets: hasCredential(file) };
  const isKey = KEY_NAME.test(file.path)
    ? file.text.includes('PRIVATE KEY')
    : ACCOUNT.test(file.text);
  return isKey ? { file, kind: 'key', holdsSecrets: true } : null;
}

function hasCredential(file: ProjectFile): boolean {
  return dotenvEntries(file).some(
    ({ name, value }) =>
      value !== '' && isCredentialName(name) && !isReference(value) && !isPlaceholder(value),
  );
}
