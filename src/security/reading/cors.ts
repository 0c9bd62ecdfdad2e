import type { Project } from '../project.ts';
import type { Assignment } from './assignment.ts';
import { assignmentsTo } from './assignments.ts';
import { withDefaults } from './compose-services.ts';

const ORIGINS = new Set(['LITELLM_CORS_ORIGINS']);

/** Where the origins are set that browsers may call from. */
export function corsOrigins(project: Project): readonly Assignment[] {
  return assignmentsTo(project, ORIGINS);
}

/** Whether a list of origins lets everybody in. */
export function isWildcard(value: string | null): boolean {
  if (value === null) return false;
  return withDefaults(value)
    .split(',')
    .some((origin) => origin.replaceAll(/[[\]"'\s]/g, '') === '*');
}
