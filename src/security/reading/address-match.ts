import type { Project, ProjectFile } from '../project.ts';
import type { Match, Span } from '../rule.ts';
import { maskOfAddress } from './match-parts.ts';
import { variableMatch } from './visible-place.ts';

/** An address of a configuration or of a variable. */
interface WrittenAddress {
  readonly file: ProjectFile;
  /** The variable that holds it; null: it stands in a configuration. */
  readonly name: string | null;
  readonly span: Span;
  readonly path: string | null;
}

/** Tells what is wrong with an address where it can be seen, masked when it holds more than a host. */
export function addressMatch(project: Project, address: WrittenAddress, message: string): Match {
  const { file, span } = address;
  const match = variableMatch(project, address, message);
  const isHere = match.message === message;
  return isHere ? { ...match, ...maskOfAddress(file.text.slice(span.start, span.end)) } : match;
}
