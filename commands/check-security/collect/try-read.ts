/** What the file system says, or null where it refuses. */
export function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) !== null) return null;
    throw error;
  }
}

/** `ENOENT` and the like; null: it is no error of the system. */
export function systemCode(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}
