/**
 * Whether a `.dockerignore` keeps a path out of the image: `*`, `?`, `**`, `!`; the last that fits
 * decides. Paths are from the folder of the build, with forward slashes.
 */
export function isDockerIgnored(text: string, path: string): boolean {
  let isIgnored = false;
  for (const line of text.split(/\r?\n/)) {
    const written = line.trim();
    if (written === '' || written.startsWith('#')) continue;
    const isBack = written.startsWith('!');
    if (patternOf(isBack ? written.slice(1) : written).test(path)) isIgnored = !isBack;
  }
  return isIgnored;
}

/** A folder stands for everything in it. */
function patternOf(glob: string): RegExp {
  const plain = glob
    .trim()
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '');
  const source = plain
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WORDS[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`))
    .join('');
  return new RegExp(`^${source}(?:/|$)`);
}

const WORDS: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
