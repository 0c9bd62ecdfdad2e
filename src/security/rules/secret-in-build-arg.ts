import type { Project, ProjectFile } from '../project.ts';
import type { Assignment } from '../reading/assignment.ts';
import { dockerfileVariables, instructionsOf } from '../reading/dockerfile-instructions.ts';
import { isLiteralSecret, isWithin } from '../reading/literal-secret.ts';
import { placeIn } from '../reading/match-parts.ts';
import { filesOf } from '../project.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW705. */
export const secretInBuildArg: Rule = {
  code: 'LGW705',
  name: 'secret-in-build-arg',
  summary: 'A secret that an image is built with.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: '`docker history` shows every ARG and ENV to whoever has the image.',
  help: 'use `RUN --mount=type=secret`, and hand variables over when the container starts',
  bad: {
    Dockerfile: `FROM node:20.19-slim
ENV GROQ_API_KEY={{groq}}
`,
  },
  good: {
    Dockerfile: `FROM node:20.19-slim
ENV NODE_ENV=production
`,
  },
  references: ['https://docs.docker.com/build/building/secrets/'],
  check,
};

function* check(project: Project): Generator<Match> {
  const claimed = claimedSecrets(project, 'LGW705');
  for (const found of claimed) {
    yield {
      ...placeOfSecret(found),
      message: `${found.secret.form.label} becomes part of the image`,
    };
  }
  for (const variable of filesOf(project, 'dockerfile').flatMap(setVariables)) {
    if (!isLiteralSecret(variable)) continue;
    const { file, name, span } = variable;
    const isTold = claimed.some((one) => one.file === file && isWithin(one.secret.span, span));
    if (!isTold)
      yield {
        ...placeIn(variable),
        secret: 'weak',
        message: `\`${name}\` becomes part of the image`,
      };
  }
}

/** What `ENV` sets, and what `ARG` sets when nothing else does. */
function setVariables(file: ProjectFile): readonly SetVariable[] {
  const parts = instructionsOf(file).flatMap(({ name, rest, restStart }) => {
    const match = name.toUpperCase() === 'ARG' ? ARGUMENT.exec(rest) : null;
    if (match === null) return [];
    const [whole, variable = '', value = ''] = match;
    const end = restStart + whole.length;
    const span = { start: end - value.length, end };
    return [
      { file, name: variable, value: value.replaceAll(/^["']|["']$/g, ''), span, path: null },
    ];
  });
  return [...dockerfileVariables(file), ...parts];
}

const ARGUMENT = /^([A-Za-z_]\w*)=(\S+)/;

type SetVariable = Pick<Assignment, 'file' | 'name' | 'value' | 'span' | 'path'>;
