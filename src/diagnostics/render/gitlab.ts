import { createHash } from 'node:crypto';
import type { Finding, Severity } from '../finding.ts';
import type { Report } from '../report.ts';
import { fingerprintOf } from './finding-identity.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  warning: 'major',
  info: 'info',
};

/** GitLab's Code Quality report: an array, each entry with a fingerprint of its own. */
export function renderGitlab({ findings, files }: Report): string {
  const seen = new Map<string, number>();
  const fallback = files[0]?.path ?? '.';
  const entries = findings.map((finding) => {
    const fingerprint = fingerprintOf(finding);
    const nth = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, nth + 1);
    return entry(finding, nthFingerprint(fingerprint, nth), fallback);
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function entry(finding: Finding, fingerprint: string, fallback: string): object {
  const { code, name, severity, message, help, position, end } = finding;
  const begin = position?.line ?? 1;
  const lines = end === undefined ? { begin } : { begin, end: end.line };
  return {
    type: 'issue',
    check_name: `${code} ${name}`,
    description: help === undefined ? message : `${message} (${help})`,
    categories: ['Security'],
    fingerprint,
    severity: SEVERITIES[severity],
    location: { path: (position?.file ?? fallback).replace(/^\.\//, ''), lines },
  };
}

/** Of entries with the same fingerprint only one would be shown. */
function nthFingerprint(fingerprint: string, nth: number): string {
  if (nth === 0) return fingerprint;
  return createHash('sha256').update(`${fingerprint}\0${nth}`).digest('hex').slice(0, 32);
}
