import type { Exchange } from '../http/exchange.ts';

/** Answers one matched request. `params` are the decoded parts of the path. */
export type RouteHandler = (exchange: Exchange, params: readonly string[]) => void | Promise<void>;

/** One route: thin, it only says what to do with a path. */
export interface Route {
  readonly method: string;
  /** Exact path, or with `{name}` for a part; a part takes slashes too. */
  readonly path: string;
  readonly handle: RouteHandler;
}
