import { statfsSync, statSync } from 'node:fs';
import { VERSION } from '../../src/cli/version.ts';
import { masterKeyProblem } from '../../src/config/master-key.ts';
import { tally } from '../../src/diagnostics/report.ts';
import { shownPath } from '../validate-file.ts';
import type { CheckName, CheckResult, Patient } from './check.ts';

type Outcome = Omit<CheckResult, 'check'>;

/** The checks that call nobody. */
const CHECKS: readonly (readonly [CheckName, (patient: Patient) => Outcome])[] = [
  ['program', checkProgram],
  ['config', checkConfig],
  ['files', checkFiles],
  ['master-key', checkMasterKey],
  ['salt-key', checkSaltKey],
  ['disk', checkDisk],
];

/** What the chosen ones say, in their order. */
export function runLocalChecks(
  patient: Patient,
  wants: (name: CheckName) => boolean,
): readonly CheckResult[] {
  return CHECKS.filter(([name]) => wants(name)).map(([name, check]) => ({
    check: name,
    ...check(patient),
  }));
}

const OLDEST_NODE = [20, 19] as const;

function checkProgram(): Outcome {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const detail = `llmgw ${VERSION} on Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  if (!isOld) return { status: 'ok', detail };
  return { status: 'critical', detail, help: 'install Node 20.19 or newer: https://nodejs.org' };
}

function checkConfig({ context, file, isBuiltIn, found, config }: Patient): Outcome {
  if (isBuiltIn) {
    return {
      status: 'info',
      detail: 'no config.yaml here: the one that ships with the program is served',
      help: 'llmgw serve --config FILE, or write ./config.yaml',
    };
  }
  const shown = shownPath(context, file);
  const { critical, warning } = tally(found.findings.map(({ finding }) => finding));
  if (critical === 0 && warning === 0) {
    return { status: 'ok', detail: `${shown}, ${config?.deployments.length ?? 0} deployments` };
  }
  return {
    status: critical > 0 ? 'critical' : 'warning',
    detail: `${shown}, ${critical} errors, ${warning} warnings`,
    help: `llmgw validate-config ${shown}`,
  };
}

/** Others on the machine can read what holds keys. */
function checkFiles({ context, found }: Patient): Outcome {
  const open = found.files.filter((path) => isOpen(path));
  const shown = open.map((path) => shownPath(context, path));
  if (shown.length === 0)
    return { status: 'ok', detail: `${found.files.length} files, for their owner only` };
  return {
    status: 'warning',
    detail: `others may read ${shown.join(', ')}`,
    help: `chmod 600 ${shown.join(' ')}`,
  };
}

function isOpen(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

function checkMasterKey({ config }: Patient): Outcome {
  if (config === null) return UNREADABLE;
  const problem = masterKeyProblem(config.general.masterKey);
  if (problem === null) return { status: 'ok', detail: 'set' };
  if (problem === 'missing' && config.llmgw.generateMasterKey) {
    return { status: 'info', detail: 'one is made when serve starts' };
  }
  const words = { missing: 'not set', blank: 'blank', known: 'known from documentation' };
  return {
    status: 'critical',
    detail: `${words[problem]}: serve does not start`,
    help: 'export LITELLM_MASTER_KEY="sk-$(openssl rand -hex 24)"',
  };
}

const UNREADABLE: Outcome = { status: 'skipped', detail: 'the configuration cannot be read' };

function checkSaltKey({ config }: Patient): Outcome {
  if (config === null) return UNREADABLE;
  const { saltKey } = config.database;
  const { masterKey, databaseUrl } = config.general;
  if (saltKey === null) {
    if (databaseUrl === null) return { status: 'skipped', detail: 'there is no database to seal' };
    return {
      status: 'warning',
      detail: 'not set: the master key seals what is stored, and cannot be changed without it',
      help: 'llmgw reencrypt-db --help says how to give the database a salt key of its own',
    };
  }
  if (saltKey.reveal() !== masterKey?.reveal()) return { status: 'ok', detail: 'set' };
  return {
    status: 'critical',
    detail: 'the same as the master key: who has one has both',
    help: 'llmgw reencrypt-db plan, with a new salt key',
  };
}

const SCARCE_BYTES = 1024 ** 3;

function checkDisk({ context }: Patient): Outcome {
  const { bavail, bsize } = statfsSync(context.io.cwd);
  const free = bavail * bsize;
  const detail = `${(free / SCARCE_BYTES).toFixed(1)} GiB free for spools, backups and the private database`;
  if (free >= SCARCE_BYTES) return { status: 'ok', detail };
  return { status: 'warning', detail, help: 'make room: llmgw writes below .llmgw in this folder' };
}
