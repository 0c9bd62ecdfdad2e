/** Somebody has asked us to stop, and nothing was changed. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Throws `Interrupted` once the signal has come. */
export function refuseInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
