import type { Confidence, FixClass, Severity } from './finding.ts';

/** What is found about the suppressions and the files themselves; no rule of the catalogue does it. */
export interface MetaRule {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly fix: FixClass | 'none';
  readonly why: string;
  readonly help: string;
}

/** LGW001 to LGW005, and LGW116 which needs the network. */
export const META_RULES = {
  'ignore-without-reason': {
    code: 'LGW001',
    name: 'ignore-without-reason',
    summary: 'A suppression that gives no reason, and so suppresses nothing.',
    severity: 'warning',
    confidence: 'high',
    fix: 'none',
    why:
      'Whoever reviews the exception later cannot tell whether it still holds. Without a reason it ' +
      'has no effect: what it names is reported.',
    help: 'write the reason behind the bracket: `# llmgw: ignore[LGW310] sidecar on the same host`',
  },
  'ignore-expired': {
    code: 'LGW002',
    name: 'ignore-expired',
    summary: 'A suppression whose last day has passed, or is no date.',
    severity: 'warning',
    confidence: 'high',
    fix: 'none',
    why: 'Somebody said until when the exception may hold. From then on what it names is reported.',
    help: 'mend what it names, or set a new day: until=YYYY-MM-DD',
  },
  'ignore-unused': {
    code: 'LGW003',
    name: 'ignore-unused',
    summary: 'A suppression that suppresses nothing.',
    severity: 'info',
    confidence: 'high',
    fix: 'safe',
    why: 'It would hide the next fault that somebody makes in this place.',
    help: 'remove it',
  },
  'ignore-unknown-rule': {
    code: 'LGW004',
    name: 'ignore-unknown-rule',
    summary: 'A suppression that names no rule there is.',
    severity: 'warning',
    confidence: 'high',
    fix: 'none',
    why: 'A misspelt code suppresses nothing, or soon another rule than the one that was meant.',
    help: 'name a rule by its code or name: `llmgw check-security --list-rules`',
  },
  'unparsable-file': {
    code: 'LGW005',
    name: 'unparsable-file',
    summary: 'A YAML or env file that cannot be read to its end.',
    severity: 'warning',
    confidence: 'high',
    fix: 'none',
    why: 'What could not be parsed was searched as text only: the faults in it may be unseen.',
    help: 'mend the syntax; `llmgw validate-config` says more of a gateway configuration',
  },
  'live-credential': {
    code: 'LGW116',
    name: 'live-credential',
    summary: 'A written key that its provider accepts today. Only `--verify` looks for it.',
    severity: 'critical',
    confidence: 'high',
    fix: 'none',
    why: 'The key works: whoever has read the file can use it at once, at your expense.',
    help: 'revoke it first, then replace it',
  },
} as const satisfies Record<string, MetaRule>;

/** The readable name of one of them. */
export type MetaRuleName = keyof typeof META_RULES;
