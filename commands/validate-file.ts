import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { FINDING_KINDS } from '../src/config/finding-codes.ts';
import { FindingLog } from '../src/config/finding-log.ts';
import type { GatewayConfig } from '../src/config/types.ts';
import { checkVariables } from '../src/config/validate/check-variables.ts';
import type { Finding } from '../src/diagnostics/finding.ts';
import { ProjectFile, type Project } from '../src/security/project.ts';
import { rules } from '../src/security/registry.ts';
import { scan, withoutRepair } from '../src/security/scan.ts';
import { isPlaceholder } from '../src/security/secrets/placeholders.ts';
import type { FilesContext } from './local-context.ts';
import { readGatewayConfig, type ReadConfig } from './read-gateway-config.ts';
import { layerOf, type Layer } from './validation-layers.ts';

/** A finding and the layer that found it. */
export interface LayeredFinding {
  readonly layer: Layer;
  readonly finding: Finding;
}

/** What can be said of a file without calling anybody. */
export interface StaticResult {
  /** null when a finding is fatal. */
  readonly config: GatewayConfig | null;
  readonly findings: readonly LayeredFinding[];
  /** Everything that was read: the file, its includes, env files. */
  readonly files: readonly string[];
}

/** Rules of `check-security` that one configuration and its environment are enough for. */
const SHARED_RULES = rules.filter(({ code }) => /^LGW(?:1\d\d|20[3-9]|21\d)$/.test(code));
const OWN_CODES: ReadonlySet<string> = new Set(
  Object.values(FINDING_KINDS).map(({ code }) => code),
);

/** Reads one configuration through the layers that need no network, all of them, whatever is found. */
export function validateFile(context: FilesContext, file: string): StaticResult {
  const read = readGatewayConfig(context, file, { skipBroken: false, allowUnsetEnv: false });
  const files = [...new Set(read.files)];
  const own = [...read.findings, ...checkEnvironment(read)];
  const shared = checkCredentials(context, files).filter(
    (finding) => !own.some((other) => isSame(finding, other)),
  );
  const findings = [...own, ...shared].map((finding) => ({
    layer: layerOf(finding.name, !OWN_CODES.has(finding.code)),
    finding,
  }));
  return { config: read.config, findings, files };
}

/** The loader and a rule may see the same thing: one of the two is enough. */
function isSame(a: Finding, b: Finding): boolean {
  return (
    a.code === b.code &&
    a.position?.file === b.position?.file &&
    a.position?.line === b.position?.line
  );
}

function checkEnvironment({ written, environment, files }: ReadConfig): readonly Finding[] {
  if (written === null) return [];
  const log = new FindingLog();
  checkVariables(written, { env: environment.variables, log, isPlaceholder });
  return log.sorted(files);
}

function checkCredentials(context: FilesContext, files: readonly string[]): readonly Finding[] {
  const project: Project = {
    files: files.flatMap((path) => readProjectFile(path)),
    unread: [],
    isGit: false,
    names: [],
    today: new Date(context.clock.wallMs()).toISOString().slice(0, 10),
    isSharedHost: false,
  };
  return scan(project, { rules: SHARED_RULES, persona: 'regular' }).map(withoutRepair);
}

function readProjectFile(path: string): readonly ProjectFile[] {
  try {
    const text = readFileSync(path, 'utf8');
    return [new ProjectFile({ path, text, mode: statSync(path).mode & 0o777, origin: 'loose' })];
  } catch {
    // The loader has said so already.
    return [];
  }
}

/** Paths as an operator wrote them, or would. */
export function shownPath(context: FilesContext, path: string): string {
  const short = relative(context.io.cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The same finding with its path as an operator would write it. */
export function shortPaths(context: FilesContext, finding: Finding): Finding {
  const { position } = finding;
  if (position === undefined) return finding;
  return { ...finding, position: { ...position, file: shownPath(context, position.file) } };
}
