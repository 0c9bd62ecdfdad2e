import { parseCondition } from './conditions.ts';
import type { Question } from './question.ts';

/** A question that is asked often. */
export interface NamedQuery {
  readonly name: string;
  readonly summary: string;
  readonly kinds: readonly string[];
  /** As `--where` takes them. */
  readonly where: readonly string[];
}

/** All of them, as `query-infra --list` shows them. */
export const NAMED_QUERIES: readonly NamedQuery[] = [
  { name: 'hosts', summary: 'the machines', kinds: ['host'], where: [] },
  { name: 'ports', summary: 'who listens where', kinds: ['port'], where: [] },
  { name: 'processes', summary: 'what runs', kinds: ['process'], where: [] },
  { name: 'disks', summary: 'file systems', kinds: ['disk'], where: [] },
  { name: 'units', summary: 'systemd units', kinds: ['unit'], where: [] },
  { name: 'timers', summary: 'systemd timers', kinds: ['timer'], where: [] },
  { name: 'failed-units', summary: 'units that failed', kinds: ['unit'], where: ['active=failed'] },
  { name: 'containers', summary: 'docker containers', kinds: ['container'], where: [] },
  { name: 'pods', summary: 'kubernetes pods', kinds: ['k8s_pod'], where: [] },
  { name: 'gpus', summary: 'graphics cards', kinds: ['gpu'], where: [] },
  { name: 'models', summary: 'model groups', kinds: ['model_group'], where: [] },
  { name: 'deployments', summary: 'deployments of models', kinds: ['deployment'], where: [] },
  {
    name: 'unhealthy',
    summary: 'deployments and containers that are not well',
    kinds: ['deployment', 'container', 'k8s_pod'],
    where: ['health in unhealthy,open,half_open,exited,dead,restarting,Failed,Unknown'],
  },
  { name: 'mcp-servers', summary: 'registered MCP servers', kinds: ['mcp_server'], where: [] },
  { name: 'keys', summary: 'virtual keys', kinds: ['key'], where: [] },
  {
    name: 'unusable-keys',
    summary: 'virtual keys that are blocked or have expired',
    kinds: ['key'],
    where: ['state in blocked,expired'],
  },
  { name: 'databases', summary: 'PostgreSQL and Redis', kinds: ['postgres', 'redis'], where: [] },
  { name: 'repos', summary: 'git repositories', kinds: ['repo'], where: [] },
  { name: 'files', summary: 'files that are kept', kinds: ['file'], where: [] },
];

/** The named query as a question, besides what else is asked. */
export function toQuestion({ kinds, where }: NamedQuery, question: Question): Question {
  return {
    ...question,
    words: null,
    kinds: question.kinds.length > 0 ? question.kinds : kinds,
    where: [...where.map(parseCondition), ...question.where],
  };
}
