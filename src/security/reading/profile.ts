const DEVELOPMENT =
  /(^|[./_-])(?:dev|devel|development|local|sandbox|playground|test|tests|testing|ci|e2e)([./_-]|$)/i;

/** Whether a path says that the file is for a developer's own machine: `.env.dev`, `compose.local.yml`. */
export function isDevelopment(path: string): boolean {
  return DEVELOPMENT.test(path);
}
