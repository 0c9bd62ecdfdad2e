import type { Project } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret, type ClaimedSecret } from '../secrets/claim.ts';

/** LGW106. */
export const privateKeyMaterial: Rule = {
  code: 'LGW106',
  name: 'private-key-material',
  summary: 'A private key inside of a file, or a key store in version control.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Who has a private key is its owner: as a server, as a person, as a service account of the ' +
    'cloud. A file that holds nothing but the key and is not in version control is where it ' +
    'belongs; inside of a configuration, of code or of a commit it is not. With a passphrase it is ' +
    'a warning: the passphrase is all that is left.',
  help: 'replace the key pair, keep the new key in a secret store, and name its file here',
  bad: {
    'config.yaml': `vertex_ai:
  key: "{{private-key}}"
`,
  },
  good: {
    'config.yaml': `vertex_ai:
  key: os.environ/VERTEX_KEY
`,
  },
  references: ['https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html'],
  check,
};

const KEY_STORE = /\.(?:p12|pfx|jks|keystore)$/i;
const HAS_PASSPHRASE = /BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/;

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW106')) {
    yield {
      ...placeOfSecret(found),
      ...weightOf(found),
      message: `${found.secret.form.label} written out in this file`,
    };
  }
  for (const { path, origin } of project.unread) {
    if (origin === 'tracked' && KEY_STORE.test(path))
      yield { file: path, message: 'a store of private keys is in version control' };
  }
}

function weightOf({ file, secret }: ClaimedSecret): Pick<Match, 'severity' | 'confidence'> {
  if (purposeOf(file.path) !== 'use') return { severity: 'warning', confidence: 'medium' };
  return HAS_PASSPHRASE.test(secret.value) ? { severity: 'warning' } : {};
}
