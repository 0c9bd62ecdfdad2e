import type { Project } from '../project.ts';
import { filesOf } from '../project.ts';
import { yamlScalars } from '../../config/yaml-document.ts';
import type { Match, Rule, Span } from '../rule.ts';

/** LGW710. */
export const ciSecretEcho: Rule = {
  code: 'LGW710',
  name: 'ci-secret-echo',
  summary: 'A pipeline that prints its environment or a configuration with secrets.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why: 'Logs of pipelines are read by many and kept for long; masking only hides what it knows as it stands.',
  help: 'print names, not values; `llmgw render-config` hides secrets by itself',
  bad: {
    '.github/workflows/ci.yml': `jobs:
  a:
    env: {KEY: "\${{ secrets.KEY }}"}
    steps:
      - run: printenv
`,
  },
  good: {
    '.github/workflows/ci.yml': `jobs:
  a:
    env: {KEY: "\${{ secrets.KEY }}"}
    steps:
      - run: printenv | wc -l
`,
  },
  references: [],
  check,
};

const PRINTS =
  /^\s*(?:sudo\s+)?(?:printenv|env)\s*(?:$|[|>])|\bcat\s+(?:\S*\/)?\.env(?:\s|$)|\bset\s+-[a-z]*x|--reveal\b|\becho\b.*\$\{\{\s*secrets\./;
const SCRIPT_KEYS = /^(?:run|script|before_script|after_script)$/;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'workflow')) {
    if (!/secrets\.|_KEY|_TOKEN|PASSWORD/.test(file.text)) continue;
    const scalars = file.yaml.roots.flatMap((root) => [...yamlScalars(root)]);
    for (const { scalar } of scalars.filter(({ key }) => SCRIPT_KEYS.test(key))) {
      yield* linesIn(file.path, file.text, { start: scalar.start, end: scalar.end });
    }
  }
}

function* linesIn(file: string, text: string, { start, end }: Span): Generator<Match> {
  let at = start;
  for (const line of text.slice(start, end).split('\n')) {
    const command = line.replace(/^\s*-?\s*(?:run:|[|>][+-]?)?\s*/, '');
    const from = at + line.length - command.length;
    const isRedirected =
      /(?:>|\|\s*(?:wc|grep -q|sha\d+sum))/.test(command) && !/--reveal|set -/.test(command);
    if (PRINTS.test(command) && !isRedirected) {
      yield {
        file,
        span: { start: from, end: at + line.length },
        message: 'this line writes secrets into the log',
      };
    }
    at += line.length + 1;
  }
}
