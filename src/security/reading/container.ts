import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import type { Assignment } from './assignment.ts';

/** Something that runs as a container, as far as a file says. */
export interface Container {
  readonly kind: 'compose' | 'kubernetes' | 'dockerfile';
  readonly file: ProjectFile;
  /** The service, the container, or the Dockerfile itself. */
  readonly name: string;
  /** Of the name; of a Dockerfile, of the instruction that starts it. */
  readonly span: Span;
  readonly path: string | null;
  readonly image: string | null;
  /** Entry point and arguments, with spaces between them. */
  readonly command: string;
  readonly environment: readonly Assignment[];
  /** The env files it reads, from the top of the project. */
  readonly envFiles: readonly string[];
  /** It gets variables that the file cannot show: from a secret, a config map, whoever starts it. */
  readonly hasOutsideVariables: boolean;
  /** Files and folders it mounts, as they are written. */
  readonly mounts: readonly string[];
  readonly ports: readonly PublishedPort[];
  readonly usesHostNetwork: boolean;
  /** The Dockerfile it is built from. */
  readonly dockerfile: string | null;
  /** Of the pod it is in. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A port of a container that the host hands on. */
export interface PublishedPort {
  readonly span: Span;
  readonly path: string;
  /** The address of the host it listens on; null: all. */
  readonly hostIp: string | null;
  /** The port of the container; null: a variable, or several. */
  readonly target: number | null;
}
