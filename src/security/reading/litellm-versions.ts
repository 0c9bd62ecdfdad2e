import { filesOf, type Project } from '../project.ts';

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

const IMAGE = /\blitellm[\w.-]*:(?:main-)?v?(\d+)\.(\d+)\.(\d+)/g;
const REQUIREMENT = /\blitellm(?:\[[\w, -]*\])?\s*(?:==|===|@|~=)\s*v?(\d+)\.(\d+)\.(\d+)/g;
const LOCKED = /name = "litellm"\s+version = "(\d+)\.(\d+)\.(\d+)/g;

/** The versions of LiteLLM that images, requirements and lock files pin. */
export function litellmVersions(project: Project): readonly Version[] {
  const kinds = [
    'compose',
    'kubernetes',
    'dockerfile',
    'requirements',
    'shell',
    'workflow',
  ] as const;
  return filesOf(project, ...kinds).flatMap(({ text }) =>
    [IMAGE, REQUIREMENT, LOCKED].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(
        ([, major, minor, patch]) => [Number(major), Number(minor), Number(patch)] as const,
      ),
    ),
  );
}

/** Whether a version comes before another one. */
export function isBefore(one: Version, other: Version): boolean {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
}
