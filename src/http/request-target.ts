const CALL_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * Splits a request target into path and query. The authority of an absolute form
 * (`http://host/path`) is dropped: routing never looks at a host name that the client chose.
 */
export function splitTarget(target: string): { path: string; query: string } {
  let rest = target;
  if (rest.charCodeAt(0) !== 47) {
    const authority = /^https?:\/\/[^/?#]*/i.exec(rest);
    if (authority === null) return { path: rest, query: '' };
    rest = rest.slice(authority[0].length);
    if (rest.charCodeAt(0) !== 47) rest = `/${rest}`;
  }
  const mark = rest.indexOf('?');
  if (mark === -1) return { path: rest, query: '' };
  return { path: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

/** A call id the client brought, if it is fit for headers and logs. */
export function readCallId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && CALL_ID.test(header) ? header : null;
}
