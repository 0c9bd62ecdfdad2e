import { isRunOfCharacters } from './randomness.ts';

/** Longer texts are not words of a person. */
const LONGEST = 64;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Words that say that something else should stand here. */
const STAND_IN = words(`
  bad bar baz bench bogus broken change changeit changeme default demo dev dummy example examples fake
  fixme foo foobar goes here insert invalid me mock mocked my paste placeholder put qwerty asdf redacted
  replace replaceme sample temp test tested testing this tmp to todo your yours with xxx abc abcd`);

/** Words that say that no key is wanted. */
const NO_KEY = words(`
  anything anykey blank bridge disabled dummy empty ignore ignored irrelevant lemonade llamacpp lm
  lmstudio local localhost na needless nil no noauth nokey none not notneeded null ollama open optional
  sglang studio tgi undefined unneeded unset unused vllm void whatever`);

/** What such a text is about: none of them makes it a secret. */
const TOPICS = words(`
  a the an and any for in of is access account admin anthropic api app auth aws azure base bearer client
  cloud cohere credential credentials cred database db deepseek gateway gemini google groq hash hf
  host huggingface id jwt key keys langfuse litellm llm master needed mistral model name openai openrouter org owner
  pass passwd passphrase password perplexity pg pk port postgres private project provider public pwd
  proxy real redis region required router salt secret secrets server service session signing sk string super token
  user username value virtual webhook xai key1 key2 secure strong string`);

const NO_KEY_SET = new Set(NO_KEY);
const ALL = new Set([...STAND_IN, ...NO_KEY, ...TOPICS]);

const BRACKETED = /^(?:<[^>]*>|\[[^\]]*\]|\{[^}]*\}|%[\w ]+%|__\w+__)$/;
const CROSSED_OUT = /\.{3}|…|\*{3}|x{5}|X{5}|#{4}|_{4}|0{8}/;
const PREFIX = /^(?:bearer\s+)?(?:[a-z]{2,6}[-_]){0,2}/i;

/** Whether a person put it where a secret belongs, to be replaced or because none is needed. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().replace(/^bearer\s+/i, '');
  if (text === '') return false;
  if (BRACKETED.test(text) || CROSSED_OUT.test(text) || /example/i.test(text)) return true;
  const body = text.replace(PREFIX, '');
  if (isRunOfCharacters(body) || /^[x*._0-]+$/i.test(body)) return true;
  return text.length <= LONGEST && wordsOf(text).every((word) => isSpelledOut(word));
}

/** Whether it says that the server asks for no key: `none`, `not-needed`, `sk-local`, `EMPTY`. */
export function meansNoKey(value: string): boolean {
  if (!isPlaceholder(value)) return false;
  const found = wordsOf(value);
  return found.some((word) => NO_KEY_SET.has(word)) && !found.some((word) => ASKS.has(word));
}

/** Words that ask for a real value: what they stand in was forgotten. */
const ASKS = new Set(
  words('change changeme changeit fixme insert paste put replace replaceme todo your'),
);

/** Whether it asks the reader to write a real value there: `your-api-key`, `<key>`, `changeme`. */
export function asksForValue(value: string): boolean {
  return BRACKETED.test(value.trim()) || wordsOf(value).some((word) => ASKS.has(word));
}

const REFERENCES: readonly RegExp[] = [
  /\bos\.environ(?:\/|\[|\.get\()|\bos\.getenv\(|\bprocess\.env\b|\bgetenv\(|\bENV\[/,
  /\$\{\{?[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|<%[^%]*%>|%\([\w.]+\)s|#\{[^}]*\}/,
  /^\$[A-Za-z_]\w*$|^%[A-Za-z_]\w*%$/,
  /^!?vault\b|^(?:bao|op|doppler|secret|secrets|ssm|sops|akv|keyvault|gcpsm|awssm|ref\+\w+|credstash|infisical|keychain):/i,
  /^(?:aws_secret_manager|aws_kms|google_kms|google_secret_manager|azure_key_vault|hashicorp_vault|cyberark|oidc)\//,
  /^arn:aws[\w-]*:(?:secretsmanager|ssm|kms):|^projects\/[^/]+\/secrets\//,
  /^ENC\[|^\$ANSIBLE_VAULT|^AGE-ENCRYPTED|^@Microsoft\.KeyVault\(/,
  /^(?:file:\/\/)?(?:\/run\/secrets|\/var\/run\/secrets|\/etc\/secrets|\/mnt\/secrets)\//,
];

/** Whether it names where the value is kept instead of being the value. */
export function isReference(value: string): boolean {
  const text = value.trim();
  return REFERENCES.some((pattern) => pattern.test(text));
}

function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** A known word, digits, or several known words written as one: `yourapikey`, `test123`. */
function isSpelledOut(word: string): boolean {
  const letters = word.replace(/\d{1,10}$/, '');
  if (letters === '') return word.length <= 4 || isRunOfCharacters(word);
  if (word.length - letters.length > 4 && !isRunOfCharacters(word.slice(letters.length)))
    return false;
  return ALL.has(letters) || isMadeOfWords(letters);
}

function isMadeOfWords(letters: string): boolean {
  const ends = [0];
  for (let end = 2; end <= letters.length; end += 1) {
    if (ends.some((start) => end - start > 1 && ALL.has(letters.slice(start, end)))) ends.push(end);
  }
  return ends.includes(letters.length) && letters.length > 3;
}
