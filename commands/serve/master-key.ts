import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { masterKeyProblem } from '../../src/config/master-key.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';

/** The key the gateway runs with, and where it came from. */
export interface MasterKey {
  /** null: every caller is let in. */
  readonly key: Secret | null;
  readonly origin: 'config' | 'made' | 'kept' | 'none';
  /** Where a generated key is kept. */
  readonly file: string | null;
}

/** What the decision depends on. */
export interface MasterKeyInput {
  readonly config: GatewayConfig;
  readonly dev: boolean;
  readonly host: string;
  readonly cwd: string;
}

/**
 * Decides on the master key. Throws `E_MASTER_KEY` when there is none, when it is blank or known to
 * the public; a gateway that anybody may use does not start by accident.
 */
export function resolveMasterKey({ config, dev, host, cwd }: MasterKeyInput): MasterKey {
  const configured = config.general.masterKey;
  const problem = masterKeyProblem(configured);
  if (problem === null) return { key: configured, origin: 'config', file: null };
  if (problem === 'missing' && config.llmgw.generateMasterKey) return keptOrMade(cwd);
  if (!dev) throw new LlmgwError('E_MASTER_KEY', ...explain(problem, config));
  if (!isLoopback(host)) {
    throw new LlmgwError('E_MASTER_KEY', `--dev lets everybody in, and ${host} is not loopback`, {
      where: '--dev',
      hint: 'bind to 127.0.0.1, or set a master key',
    });
  }
  return { key: problem === 'known' ? configured : null, origin: 'none', file: null };
}

const MAKE_ONE = `export LITELLM_MASTER_KEY="sk-$(openssl rand -hex 24)"`;

function explain(
  problem: 'missing' | 'blank' | 'known',
  config: GatewayConfig,
): [string, { where?: string; hint: string }] {
  const position = config.general.masterKeyPosition;
  const where =
    position === null ? {} : { where: `${position.file}:${position.line}:${position.column}` };
  const reasons = {
    missing: 'there is no master key: every caller would be an administrator',
    blank: 'the master key is blank: every caller would be an administrator',
    known: 'the master key is one that is printed in public documentation',
  };
  const hint = `${MAKE_ONE}\n      and refer to it as general_settings.master_key: os.environ/LITELLM_MASTER_KEY\n      (or, on loopback only, run with --dev)`;
  return [reasons[problem], { ...where, hint }];
}

function keptOrMade(cwd: string): MasterKey {
  const file = join(cwd, '.llmgw', 'master-key');
  try {
    if (existsSync(file)) {
      chmodSync(file, 0o600);
      const key = readFileSync(file, 'utf8').trim();
      if (key !== '') return { key: new Secret(key), origin: 'kept', file };
    }
    const key = `sk-${randomBytes(24).toString('base64url')}`;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
    return { key: new Secret(key), origin: 'made', file };
  } catch (cause) {
    throw new LlmgwError('E_IO', `cannot keep the generated master key: ${messageOf(cause)}`, {
      where: file,
      hint: MAKE_ONE,
      cause,
    });
  }
}

/** 127.0.0.0/8, ::1 and the name localhost. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
