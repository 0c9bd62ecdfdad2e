import type { Project } from '../project.ts';
import { fixIn, placeIn } from '../reading/match-parts.ts';
import { givesVariable } from '../reading/caller-auth.ts';
import { publicBinds, runsLitellm } from '../reading/deployment-context.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import type { Container } from '../reading/container.ts';

/** LGW229. */
export const docsUiExposed: Rule = {
  code: 'LGW229',
  name: 'docs-ui-exposed',
  summary: 'Strangers read the list of all routes.',
  severity: 'info',
  confidence: 'high',
  persona: 'pedantic',
  fix: 'unsafe',
  why:
    'LiteLLM serves the documentation of its routes at `/`, with its version: it tells which known ' +
    'faults to try. This gateway has no such page.',
  help: 'set NO_DOCS=True',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    ports: ['4000:4000']
    environment: [NO_DOCS=True]
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

const NAMES = new Set(['NO_DOCS']);

function* check(project: Project): Generator<Match> {
  for (const { file, span, path, container } of publicBinds(project)) {
    if (container === null || !runsLitellm(container)) continue;
    if (givesVariable(project, container, NAMES) !== 'nobody') continue;
    const fix = fixOf(project, container);
    yield {
      ...placeIn({ file, span, path }),
      message: 'strangers read the list of all routes here',
      ...fixIn(fix),
    };
  }
}

/** Only in an env file that is there: what else would be written is a matter of taste. */
function fixOf(project: Project, { envFiles }: Container): Fix | null {
  const file = envFiles.find((path) => project.files.some((one) => one.path === path));
  if (file === undefined) return null;
  const edits = [{ kind: 'append', file, line: 'NO_DOCS=True' } as const];
  return { class: 'unsafe', title: 'turn the documentation off', edits };
}
