import type { Confidence, Finding, Severity } from '../finding.ts';
import type { Report, ReportFile, RuleInfo, SuppressedFinding } from '../report.ts';
import { fingerprintOf } from './finding-identity.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  warning: 'warning',
  info: 'note',
};

/** How GitHub sorts: above 9 critical, above 4 medium, else low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.0',
  warning: '5.0',
  info: '2.0',
};

/** Codes below LGW100 but the first ten are about a configuration that does not work. */
const NOT_ABOUT_SECURITY = /^LGW0[1-9]/;
const ROOT = '%SRCROOT%';

/**
 * SARIF 2.1.0: one run. Paths are relative to `%SRCROOT%`, the folder the command ran in; columns are
 * UTF-16 units. What is suppressed is there, and marked.
 */
export function renderSarif(report: Report): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [runOf(report)],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function runOf(report: Report): object {
  const { command, version, findings, suppressed, files } = report;
  const rules = [...report.rules].sort((a, b) => (a.code < b.code ? -1 : 1));
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  return {
    tool: { driver: { name: 'llmgw', semanticVersion: version, rules: rules.map(descriptor) } },
    automationDetails: { id: `llmgw/${command}/` },
    invocations: [{ executionSuccessful: true }],
    originalUriBaseIds: { [ROOT]: { description: { text: 'The folder the command ran in.' } } },
    artifacts: files.map(artifact),
    columnKind: 'utf16CodeUnits',
    results: [
      ...findings.map((finding) => resultOf(finding, indexes)),
      ...suppressed.map((one) => ({
        ...resultOf(one.finding, indexes),
        suppressions: [suppressionOf(one)],
      })),
    ],
  };
}

function descriptor({ code, name, summary, severity, confidence, why, help, docs }: RuleInfo) {
  const text = [why, help].filter((part) => part !== '').join('\n\n');
  return {
    id: code,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: why === '' ? summary : why },
    help: {
      text,
      markdown: `${text}\n\n\`llmgw explain ${code}\` says more, as does \`${docs}\`.`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: rulesProperties({ code, severity, confidence }),
  };
}

function rulesProperties({
  code,
  severity,
  confidence: precision,
}: {
  readonly code: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
}): object {
  if (NOT_ABOUT_SECURITY.test(code)) return { tags: ['configuration'], precision };
  return { tags: ['security'], precision, 'security-severity': SECURITY_SEVERITY[severity] };
}

function resultOf(finding: Finding, indexes: ReadonlyMap<string, number>): object {
  const { code, severity, message, help, related, confidence = 'high', shown } = finding;
  return {
    ruleId: code,
    ruleIndex: indexes.get(code),
    level: LEVELS[severity],
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    locations: locationsOf(finding),
    relatedLocations: related?.map((place, index) => ({
      id: index,
      physicalLocation: physicalLocation(place),
      message: { text: place.message },
    })),
    partialFingerprints: { 'llmgw/v1': fingerprintOf(finding) },
    properties: { confidence, shown },
  };
}

function locationsOf({ position, end, path }: Finding): readonly object[] | undefined {
  if (position === undefined) return undefined;
  const logical = path === undefined || path === '' ? undefined : [{ fullyQualifiedName: path }];
  return [
    {
      physicalLocation: physicalLocation(end === undefined ? { position } : { position, end }),
      logicalLocations: logical,
    },
  ];
}

function physicalLocation({
  position,
  end,
}: {
  readonly position: NonNullable<Finding['position']>;
  readonly end?: Finding['end'];
}): object {
  const { file, line, column } = position;
  return {
    artifactLocation: artifactLocation(file),
    region: {
      startLine: line,
      startColumn: column,
      endLine: end?.line,
      endColumn: end?.column,
    },
  };
}

function artifact({ path, sha256 }: ReportFile): object {
  return {
    location: artifactLocation(path),
    hashes: sha256 === null ? undefined : { 'sha-256': sha256 },
  };
}

/** An absolute path is not below the root. */
function artifactLocation(file: string): object {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  return { uri, uriBaseId: ROOT };
}

function suppressionOf({ by, reason }: SuppressedFinding): object {
  return { kind: by === 'inline' ? 'inSource' : 'external', justification: reason };
}
