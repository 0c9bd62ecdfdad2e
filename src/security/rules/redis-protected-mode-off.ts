import type { Severity } from '../../diagnostics/finding.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { composeServices } from '../reading/compose-services.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { isRedisServer, openPorts } from '../reading/store-services.ts';
import type { Match, Rule, Span } from '../rule.ts';

/** LGW512. */
export const redisProtectedModeOff: Rule = {
  code: 'LGW512',
  name: 'redis-protected-mode-off',
  summary: 'A Redis server without a password that answers other hosts.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Protected mode is what keeps a server without a password to its own machine. Without both, ' +
    'whoever reaches the port has the data, and often the machine. Where a password or an ACL is set, ' +
    'or the server only listens on the loopback, nothing is said; in a network of containers that ' +
    'publishes no port it is a warning.',
  help: 'write `protected-mode yes`, or set `requirepass`',
  bad: { 'redis.conf': 'bind 0.0.0.0\nprotected-mode no\n' },
  good: { 'redis.conf': 'bind 0.0.0.0\nprotected-mode yes\n' },
  references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
  check,
};

const IN_CONF = /^[ \t]*protected-mode[ \t]+"?(no)\b/gim;
const IN_COMMAND = /^(?!\s*#).*--protected-mode(?:["',\s]|-\s)*(no)\b/gim;
const CONF_HAS_PASSWORD = /^[ \t]*(?:requirepass|aclfile|user)[ \t]+\S/im;
const CONF_IS_LOCAL = /^[ \t]*bind[ \t]+(?:-?(?:127\.[\d.]+|::1|localhost)[ \t]*)+$/im;
const COMMAND_HAS_PASSWORD = /--requirepass|--aclfile|--user\b/;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'redis-conf')) {
    if (CONF_HAS_PASSWORD.test(file.text) || CONF_IS_LOCAL.test(file.text)) continue;
    for (const span of spansOf(file, IN_CONF))
      yield matchAt(file, span, severityIn(file, 'critical'));
  }
  for (const file of filesOf(project, 'compose', 'kubernetes', 'dockerfile', 'shell')) {
    if (COMMAND_HAS_PASSWORD.test(file.text)) continue;
    const severity = severityIn(file, isOpen(project, file) ? 'critical' : 'warning');
    for (const span of spansOf(file, IN_COMMAND)) yield matchAt(file, span, severity);
  }
}

function severityIn({ path }: ProjectFile, severity: Severity): Severity {
  return isDevelopment(path) || purposeOf(path) !== 'use' ? 'warning' : severity;
}

/** A script starts it on the machine itself; a service only counts with a published port. */
function isOpen(project: Project, file: ProjectFile): boolean {
  if (file.kind === 'shell') return true;
  const published = openPorts(project, new Set([6379])).some(
    ({ container }) => container.file === file,
  );
  return (
    published ||
    composeServices(project).some(
      (service) => service.file === file && service.usesHostNetwork && isRedisServer(service),
    )
  );
}

/** Of the `no`. */
function spansOf({ text }: ProjectFile, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ 0: whole, index }) => {
    const end = index + whole.length;
    return { start: end - 'no'.length, end };
  });
}

function matchAt({ path }: ProjectFile, span: Span, severity: Severity): Match {
  const edits = [{ kind: 'replace', file: path, span, text: 'yes' } as const];
  return {
    file: path,
    span,
    message: 'this Redis server answers other hosts and asks nobody for a password',
    severity,
    fix: { class: 'safe', title: 'turn it on', edits },
  };
}
