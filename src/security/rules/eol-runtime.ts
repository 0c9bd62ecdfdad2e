import { filesOf, type Project } from '../project.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW905. */
export const eolRuntime: Rule = {
  code: 'LGW905',
  name: 'eol-runtime',
  summary: 'An image of a runtime or a database that gets no more fixes.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why: 'Holes that are found from now on stay open in it. Node before 20, Redis before 7, PostgreSQL before 13.',
  help: 'take a version that is still maintained; PostgreSQL needs `pg_upgrade` or a dump for that',
  bad: { 'compose.yaml': 'services:\n  db:\n    image: postgres:12-alpine\n' },
  good: { 'compose.yaml': 'services:\n  db:\n    image: postgres:17-alpine\n' },
  references: ['https://endoflife.date/'],
  check,
};

const OLDEST: Readonly<Record<string, readonly [string, number]>> = {
  node: ['Node', 20],
  redis: ['Redis', 7],
  postgres: ['PostgreSQL', 13],
  postgresql: ['PostgreSQL', 13],
  pgvector: ['PostgreSQL', 13],
};
const IMAGE =
  /^[ \t]*(?:-[ \t]+)?(?:image:|FROM(?:[ \t]+--\S+)*)[ \t]+["']?(?:[\w.-]+(?::\d+)?\/)*(?<name>node|redis|postgres|postgresql|pgvector):(?<tag>(?:pg)?(?<major>\d+)[\w.-]*)/gim;

function* check(project: Project): Generator<Match> {
  for (const { path, text } of filesOf(
    project,
    'compose',
    'kubernetes',
    'dockerfile',
    'workflow',
  )) {
    if (purposeOf(path) !== 'use') continue;
    for (const { 0: whole, index, groups } of text.matchAll(IMAGE)) {
      const [name, oldest] = OLDEST[groups?.['name']?.toLowerCase() ?? ''] ?? ['', 0];
      const major = Number(groups?.['major']);
      if (major >= oldest) continue;
      const end = index + whole.length;
      const span = { start: end - (groups?.['tag'] ?? '').length, end };
      yield { file: path, span, message: `${name} ${major} gets no more fixes` };
    }
  }
}
