import { kindOf, type FileKind } from './file-kind.ts';
import type { Sample } from './rule.ts';
import type { RuleDoc } from './rule-docs.ts';
import { keyForm } from './secrets/key-forms.ts';

/** The page of a code in Markdown, with a line break at its end. */
export function rulePage(doc: RuleDoc): string {
  const { code, name, summary, why, help, bad, good, references } = doc;
  const parts = [
    `# ${code} ${name}`,
    summary,
    factsOf(doc),
    ...(why === '' ? [] : ['## Why', why]),
    ...(help === '' ? [] : ['## What to do', sentence(help)]),
    ...(bad === null ? [] : ['## Bad', ...showSample(bad)]),
    ...(good === null ? [] : ['## Good', ...showSample(good)]),
    ...suppression(doc),
    ...(references.length === 0
      ? []
      : ['## References', references.map((url) => `- <${url}>`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const FINDERS: Readonly<Record<RuleDoc['origin'], string>> = {
  rule: 'found by `llmgw check-security`',
  scan: 'found by `llmgw check-security`',
  loader: 'found by `llmgw validate-config`, and by every command that reads the configuration',
  gateway: 'found by `llmgw serve`',
};

function factsOf({ severity, confidence, fix, persona, origin }: RuleDoc): string {
  // What is of low confidence is told to auditors alone.
  const loudness = confidence === 'low' ? 'auditor' : persona;
  const facts = [
    `**${severity}**`,
    `confidence: ${confidence}`,
    fix === 'none' ? 'no automatic fix' : `fix: ${fix}`,
    ...(loudness === 'regular' ? [] : [`with \`--persona ${loudness}\``]),
    FINDERS[origin],
  ];
  return facts.join(' · ');
}

/** Helps are written to follow `help:`; a key or a setting at the beginning stays as it is. */
function sentence(text: string): string {
  const begun = /^[a-z]+(?=[\s,])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function showSample(sample: Sample): readonly string[] {
  return Object.entries(sample).flatMap(([path, text]) => {
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
    const shown = withoutKeys(text);
    const body = shown === '' || shown.endsWith('\n') ? shown : `${shown}\n`;
    return [`\`${withoutKeys(path)}\``, `${fence}${languageOf(path, text)}\n${body}${fence}`];
  });
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** No page holds what looks like a key. */
function withoutKeys(text: string): string {
  return text.replaceAll(/\{\{([a-z][a-z\d-]*)(?::\w+)?\}\}/g, (written, id: string) => {
    const form = keyForm(id);
    return form === null ? written : `<${form.label}>`;
  });
}

const LANGUAGES: Partial<Record<FileKind, string>> = {
  gateway: 'yaml',
  compose: 'yaml',
  kubernetes: 'yaml',
  workflow: 'yaml',
  yaml: 'yaml',
  dotenv: 'sh',
  shell: 'sh',
  dockerfile: 'dockerfile',
  json: 'json',
};

function languageOf(path: string, text: string): string {
  return LANGUAGES[kindOf(path, text)] ?? 'text';
}

const UNTIL = '2026-12-31';

function suppression({ code, origin }: RuleDoc): readonly string[] {
  if (origin === 'loader') {
    return ['## How to leave it out', `\`llmgw validate-config --skip ${code}\``];
  }
  if (origin !== 'rule') return [];
  return [
    '## How to suppress it',
    'At the end of the line, or on a line of its own above it; the reason is required, the last day is not:',
    `\`\`\`yaml\n# llmgw: ignore[${code}] the reason until=${UNTIL}\n\`\`\``,
    'Or for files and paths, in `.llmgw.yaml`:',
    [
      '```yaml',
      'security:',
      '  ignore:',
      `    - rule: ${code}`,
      '      path: deploy/*.yaml',
      '      reason: the reason',
      `      expires: ${UNTIL}`,
      '```',
    ].join('\n'),
  ];
}
