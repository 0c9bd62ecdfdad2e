import { createHash } from 'node:crypto';
import { FINDING_KINDS } from '../../src/config/finding-codes.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import type { Project } from '../../src/security/project.ts';

/** LGW011, as a warning: the scan goes on without the file. `--strict-collection` ends it instead. */
export function unreadableFiles({ unread }: Project): readonly Finding[] {
  const { code } = FINDING_KINDS['file-unreadable'];
  return unread
    .filter(({ reason }) => reason === 'unreadable')
    .map(({ path }) => ({
      code,
      name: 'file-unreadable',
      severity: 'warning',
      confidence: 'high',
      message: 'this file cannot be read, so nothing is known of it',
      help: 'run the check as a user who can read it, or leave the file out',
      position: { file: path, line: 1, column: 1 },
      fingerprint: createHash('sha256')
        .update(`llmgw/v1\0${code}\0${path}`)
        .digest('hex')
        .slice(0, 32),
    }));
}
