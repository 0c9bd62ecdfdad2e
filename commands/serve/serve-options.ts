/** What `llmgw serve` was asked to do. */
export interface ServeOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Run without a master key, on loopback only. */
  readonly dev: boolean;
  readonly skipBroken: boolean;
  readonly allowUnsetEnv: boolean;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  /** null: as the configuration says. */
  readonly drainTimeoutMs: number | null;
  /** Reload when a file changes. */
  readonly watch: boolean;
}
