import type { Project } from '../project.ts';
import { instructionsOf } from '../reading/dockerfile-instructions.ts';
import { filesOf } from '../project.ts';
import { yamlBoolean, yamlScalars } from '../../config/yaml-document.ts';
import { placeOf } from '../reading/gateway-config.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW706. */
export const containerRoot: Rule = {
  code: 'LGW706',
  name: 'container-root',
  summary: 'A container that runs as root, or with the rights of the machine.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why: 'Who breaks out of the program is root in the container, and with `privileged` root on the machine.',
  help: 'name a `USER`; leave out `privileged` and `cap_add: [ALL]`',
  bad: {
    Dockerfile: `FROM node:20.19-slim
CMD ["node"]
`,
  },
  good: {
    Dockerfile: `FROM node:20.19-slim
USER node
CMD ["node"]
`,
  },
  references: [],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'dockerfile')) {
    const instructions = instructionsOf(file);
    const from = instructions.findLast(({ name }) => name.toUpperCase() === 'FROM');
    const user = instructions.findLast(({ name }) => name.toUpperCase() === 'USER');
    if (from === undefined) continue;
    const isRoot =
      user === undefined ||
      user.span.start < from.span.start ||
      /^(?:root|0)\b/.test(user.rest.trim());
    if (isRoot)
      yield { file: file.path, span: from.span, message: 'the program of this image runs as root' };
  }
  for (const file of filesOf(project, 'compose', 'kubernetes')) {
    for (const { key, scalar } of file.yaml.roots.flatMap((root) => [...yamlScalars(root)])) {
      const isAll = key === 'cap_add' && /^(?:ALL|SYS_ADMIN)$/i.test(scalar.text);
      if (!isAll && !(key === 'privileged' && yamlBoolean(scalar) === true)) continue;
      yield { ...placeOf(file, scalar), message: 'this container has the rights of the machine' };
    }
  }
}
