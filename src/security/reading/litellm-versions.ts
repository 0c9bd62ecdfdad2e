import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { isCommented } from './commented-line.ts';
import { requirementsIn } from './litellm-requirements.ts';
import { readVersion, type PythonVersion } from './python-version.ts';
import { placedScalars } from './yaml-places.ts';

/** A place that fixes the version of LiteLLM. */
export interface LitellmPin {
  readonly file: ProjectFile;
  /** Of the version as it is written. */
  readonly span: Span;
  readonly version: PythonVersion;
}

const NUMBER = String.raw`(?<version>v?\d+\.\d+\.\d+[\w.+-]*)`;
/** `ghcr.io/berriai/litellm-database:main-v1.82.3-stable`; not what stands beside it: `litellm-postgres:16.1.0`. */
const IMAGE = new RegExp(
  String.raw`(?:\bberriai/litellm[\w.-]*|(?<![\w-])litellm(?:[-_](?:database|non[-_]root|ee|proxy|gateway|server))?):(?:\$\{\w+:?-)?(?:main-)?${NUMBER}`,
  'g',
);
const VARIABLE = new RegExp(
  String.raw`\bLITELLM_(?:IMAGE_)?(?:VERSION|TAG)\b["']?[ \t]*[:=][ \t]*["']?(?:main-)?${NUMBER}`,
  'g',
);
const KINDS = ['compose', 'kubernetes', 'dockerfile', 'shell', 'workflow', 'yaml'] as const;
const known = new WeakMap<Project, readonly LitellmPin[]>();

/** Every place of the project that fixes a version: images, variables, requirements, lock files. */
export function litellmPins(project: Project): readonly LitellmPin[] {
  const pins = known.get(project) ?? findPins(project);
  known.set(project, pins);
  return pins;
}

function findPins(project: Project): readonly LitellmPin[] {
  const required = requirementsIn(project).flatMap(({ file, span, version }) =>
    version === null ? [] : [{ file, span, version }],
  );
  return [
    ...filesOf(project, ...KINDS).flatMap((file) => pinsBy(file, IMAGE)),
    ...filesOf(project, ...KINDS, 'dotenv').flatMap((file) => pinsBy(file, VARIABLE)),
    ...filesOf(project, 'yaml').flatMap(chartPins),
    ...required,
  ];
}

function pinsBy(file: ProjectFile, pattern: RegExp): readonly LitellmPin[] {
  return [...file.text.matchAll(pattern)].flatMap(({ 0: whole, index, groups }) => {
    const written = groups?.['version'] ?? '';
    const end = index + whole.length;
    if (isCommented(file.text, index)) return [];
    return pinOf(file, { start: end - written.length, end }, written);
  });
}

/** Values of a chart have the tag beside the name of the image. */
function chartPins(file: ProjectFile): readonly LitellmPin[] {
  if (!/litellm/.test(file.text)) return [];
  const places = placedScalars(file);
  const names = new Map(places.map(({ scalar }) => [scalar.path, scalar.text]));
  return places
    .filter(({ key, scalar }) => {
      const parent = scalar.path.replace(/\.tag$/, '');
      return key === 'tag' && /\blitellm[\w.-]*$/.test(names.get(`${parent}.repository`) ?? '');
    })
    .flatMap(({ scalar, inner }) => pinOf(file, inner, scalar.text.replace(/^main-/, '')));
}

function pinOf(file: ProjectFile, span: Span, written: string): readonly LitellmPin[] {
  const version = readVersion(written);
  return version === null || version.release.length < 3 ? [] : [{ file, span, version }];
}
