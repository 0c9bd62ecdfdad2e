import { FINDING_KINDS, type FindingName } from '../finding-codes.ts';
import type { FindingDetail, FindingLog } from '../finding-log.ts';

/** Tells what is wrong with single entries of `model_list`, and remembers which cannot be used. */
export class DeploymentFaults {
  readonly log: FindingLog;
  readonly skipBroken: boolean;
  readonly #broken = new Set<number>();

  /** With `skipBroken` a fault only costs its deployment, so it is a warning. */
  constructor(log: FindingLog, skipBroken: boolean) {
    this.log = log;
    this.skipBroken = skipBroken;
  }

  /** Reports about the deployment at `index`; a critical fault makes it unusable. */
  report(index: number, name: FindingName, detail: FindingDetail): void {
    const severity = detail.severity ?? FINDING_KINDS[name].severity;
    if (severity === 'critical') this.#broken.add(index);
    const softened = severity === 'critical' && this.skipBroken ? 'warning' : severity;
    this.log.add(name, { ...detail, severity: softened });
  }

  get hasBroken(): boolean {
    return this.#broken.size > 0;
  }

  isBroken(index: number): boolean {
    return this.#broken.has(index);
  }
}
