import type { Project } from '../project.ts';
import { composeServices } from './compose-services.ts';
import type { Container, PublishedPort } from './container.ts';
import { isLocal } from './deployment-context.ts';

/** A port of a service that every network of the host reaches. */
export interface OpenPort {
  readonly container: Container;
  readonly port: PublishedPort;
}

/** Where compose files publish one of some ports on all interfaces, or on one that is not the loopback. */
export function openPorts(project: Project, targets: ReadonlySet<number>): readonly OpenPort[] {
  return composeServices(project).flatMap((container) =>
    container.ports
      .filter(({ target, hostIp }) => target !== null && targets.has(target) && !isLocal(hostIp))
      .map((port) => ({ container, port })),
  );
}

const REDIS =
  /(?:^|\/)(?:redis(?:-stack(?:-server)?)?|valkey|valkey-bundle|keydb|dragonfly)(?:[:@]|$)/;

/** Whether a service is a server that speaks the protocol of Redis. */
export function isRedisServer({ image }: Container): boolean {
  return REDIS.test(image ?? '');
}
