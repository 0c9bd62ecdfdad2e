/** The folder of a path, with a slash at its end; '' for the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** A relative path from a folder, from the top of the project; null: it leads out of it. */
export function resolvePath(folder: string, path: string): string | null {
  if (path.startsWith('/') || /^[A-Za-z]:|^~/.test(path)) return null;
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
