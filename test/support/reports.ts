import type { Finding } from '../../src/diagnostics/finding.ts';
import type { Report, RuleInfo } from '../../src/diagnostics/report.ts';

/** A finding of a rule, with everything a finding can have; the key in it is masked. */
export function sampleFinding(over: Partial<Finding> = {}): Finding {
  return {
    code: 'LGW102',
    name: 'hardcoded-provider-key',
    severity: 'critical',
    confidence: 'high',
    message: 'Groq API key written in the config file',
    help: 'api_key: os.environ/GROQ_API_KEY',
    position: { file: 'deploy/config.yaml', line: 4, column: 16 },
    end: { line: 4, column: 25 },
    path: 'model_list[0].litellm_params.api_key',
    shown: 'gsk_…(56 chars, #9f31c07a)',
    fingerprint: '0123456789abcdef0123456789abcdef',
    related: [
      { position: { file: '.env', line: 2, column: 1 }, message: 'the variable is set here' },
    ],
    fix: { class: 'safe', title: 'read it from GROQ_API_KEY' },
    ...over,
  };
}

/** What the documentation says of a rule that does not exist. */
export function sampleRule(over: Partial<RuleInfo> = {}): RuleInfo {
  return {
    code: 'LGW102',
    name: 'hardcoded-provider-key',
    summary: 'A key of a provider in a file.',
    severity: 'critical',
    confidence: 'high',
    fix: 'safe',
    why: 'Whoever reads the file spends your money.',
    help: 'refer to a variable',
    docs: 'docs/rules/LGW102.md',
    ...over,
  };
}

/** A report with a finding, a suppressed one, two files, two rules, two services. */
export function sampleReport(over: Partial<Report> = {}): Report {
  return {
    command: 'check-security',
    version: '1.2.3',
    findings: [sampleFinding()],
    suppressed: [
      {
        finding: sampleFinding({ code: 'LGW310', name: 'hardcoded-loopback', severity: 'warning' }),
        by: 'inline',
        reason: 'a sidecar on the same host',
      },
    ],
    rules: [
      sampleRule(),
      sampleRule({ code: 'LGW310', name: 'hardcoded-loopback', severity: 'warning' }),
    ],
    files: [
      { path: 'deploy/config.yaml', sha256: 'ab'.repeat(32) },
      { path: '.env', sha256: null },
    ],
    skipped: { 'too-large': 1, binary: 2 },
    live: [
      { check: 'postgres', target: 'db:5432/llm', status: 'ok', ms: 12.34, detail: '15.18' },
      {
        check: 'redis',
        target: 'redis://cache:6379/0',
        status: 'refused',
        ms: 3,
        detail: '',
        hint: 'start it, or mend REDIS_URL',
      },
    ],
    elapsedMs: 312.5,
    ...over,
  };
}

/** Nothing found, nobody called. */
export function cleanReport(over: Partial<Report> = {}): Report {
  return sampleReport({ findings: [], suppressed: [], live: [], skipped: {}, ...over });
}
