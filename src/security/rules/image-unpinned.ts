import type { Project } from '../project.ts';
import type { Container } from '../reading/container.ts';
import { composeServices } from '../reading/compose-services.ts';
import { kubernetesContainers } from '../reading/kubernetes-workloads.ts';
import { placeIn } from '../reading/match-parts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW707. */
export const imageUnpinned: Rule = {
  code: 'LGW707',
  name: 'image-unpinned',
  summary: 'An image of the gateway or its stores without a version.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'The next pull may bring another version of the gateway, or another major version of a database.',
  help: 'name a version, better a digest: `image:1.2.3@sha256:…`',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:main-latest
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.106.2
`,
  },
  references: [],
  check,
};

const OURS =
  /(?:^|\/)(?:[\w-]*litellm[\w-]*|llmgw|postgres(?:ql)?|pgvector|redis(?:-stack(?:-server)?)?|valkey)(?:[:@]|$)/i;
const LOOSE = /^(?:latest|main|main-latest|main-stable|stable|nightly|edge|dev)$/;

function* check(project: Project): Generator<Match> {
  for (const container of [...composeServices(project), ...kubernetesContainers(project)]) {
    if (!isLoose(container)) continue;
    const message = `\`${container.image}\` is another image tomorrow`;
    yield { ...placeIn(container), message };
  }
}

function isLoose({ image }: Container): boolean {
  if (image === null || !OURS.test(image) || image.includes('@sha256:') || image.includes('$'))
    return false;
  const tag = /:([\w.-]+)$/.exec(image)?.[1];
  return tag === undefined || LOOSE.test(tag);
}
