import { readFileSync } from 'node:fs';
import type { Finding } from '../../src/diagnostics/finding.ts';
import { ProjectFile } from '../../src/security/project.ts';
import { rules } from '../../src/security/registry.ts';
import { scan, withoutRepair } from '../../src/security/scan.ts';

/** Addresses written into the file, in whatever spelling: LGW308 to LGW311 of `check-security`. */
const ADDRESS_RULES = rules.filter(({ code }) => /^LGW3(?:08|09|10|11)$/.test(code));

/** What they say of one file. */
export function addressFindings(path: string): readonly Finding[] {
  const file = new ProjectFile({
    path,
    text: readFileSync(path, 'utf8'),
    mode: null,
    origin: 'loose',
  });
  const project = {
    files: [file],
    unread: [],
    isGit: false,
    names: [],
    today: '',
    isSharedHost: false,
  };
  return scan(project, { rules: ADDRESS_RULES, persona: 'pedantic' }).map((finding) => {
    const shown = withoutRepair(finding);
    // It is a note on what was rendered: `check-security` decides what stops a pipeline.
    return shown.severity === 'info' ? { ...shown, severity: 'warning' } : shown;
  });
}
