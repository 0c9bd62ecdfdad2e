const TOKEN = /\*\*\/|\*\*|\*|\?|[^*?]+/g;

/**
 * A pattern of files: `*` and `?` stay within a folder, `**` goes over folders. Without a slash it
 * means the name of a file anywhere; with one, or with a folder's name and a slash, what is below it.
 */
export function filePattern(glob: string): (path: string) => boolean {
  const clean = glob.replace(/^\.?\//, '');
  const rooted = clean.includes('/') ? clean : `**/${clean}`;
  const pattern = compile(rooted.endsWith('/') ? `${rooted}**` : rooted, '[^/]');
  return (path) => pattern.test(path.replace(/^\.\//, ''));
}

/** A pattern of YAML paths: `model_list[*].litellm_params.api_key`; what is below it counts too. */
export function yamlPathPattern(glob: string): (path: string) => boolean {
  const pattern = compile(glob, '[^.[\\]]', '(?:[.[].*)?');
  return (path) => pattern.test(path);
}

function compile(glob: string, one: string, tail = ''): RegExp {
  const source = [...glob.matchAll(TOKEN)].map(([token]) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return `${one}*`;
    return token === '?' ? one : token.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}${tail}$`);
}
