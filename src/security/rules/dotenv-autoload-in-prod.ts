import type { Project } from '../project.ts';
import { composeServices } from '../reading/compose-services.ts';
import { runsLitellm } from '../reading/deployment-context.ts';
import { placeIn } from '../reading/match-parts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW712. */
export const dotenvAutoloadInProd: Rule = {
  code: 'LGW712',
  name: 'dotenv-autoload-in-prod',
  summary: 'A LiteLLM in production that reads any .env it finds.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why: 'Without LITELLM_MODE=PRODUCTION LiteLLM loads a `.env` of its folder, and a stray one replaces settings.',
  help: 'set `LITELLM_MODE: PRODUCTION`',
  bad: {
    'compose.prod.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.106.2
`,
  },
  good: {
    'compose.prod.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.106.2
    environment: {LITELLM_MODE: PRODUCTION}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/prod'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const container of composeServices(project)) {
    if (!/prod/i.test(container.file.path) || !runsLitellm(container)) continue;
    const { environment, hasOutsideVariables } = container;
    const mode = environment.find(({ name }) => name === 'LITELLM_MODE');
    if (mode?.value?.toUpperCase() === 'PRODUCTION' || (mode === undefined && hasOutsideVariables))
      continue;
    yield {
      ...placeIn(container),
      message: `\`${container.name}\` loads a \`.env\` if there is one`,
    };
  }
}
