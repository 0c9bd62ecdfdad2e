type Scalar = string | number | boolean | null;

// The implicit resolvers of PyYAML 6 (YAML 1.1), so that a file means the same here and there.
const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What an unquoted scalar means to PyYAML: `yes` is true, `012` is ten, `1:30` is ninety, `1e-6` is
 * text because it has no dot. Dates stay text: nothing in this file wants one.
 */
export function resolvePlainScalar(text: string): Scalar {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INT.test(text)) return toInteger(text);
  if (FLOAT.test(text)) return toFloat(text);
  return text;
}

/** What a scalar with an explicit core tag (`!!int "5"`) means; undefined: the text does not fit. */
export function resolveTaggedScalar(tag: string, text: string): Scalar | undefined {
  switch (tag) {
    case 'str':
      return text;
    case 'null':
      return null;
    case 'bool':
      return TRUE.test(text) ? true : FALSE.test(text) ? false : undefined;
    case 'int':
      return INT.test(text) ? toInteger(text) : undefined;
    case 'float':
      return FLOAT.test(text) || INT.test(text) ? toFloat(text) : undefined;
    default:
      return undefined;
  }
}

function toInteger(text: string): number {
  const { sign, digits } = splitSign(text);
  if (digits.includes(':')) return sign * toBase60(digits);
  if (digits.startsWith('0b')) return sign * Number.parseInt(digits.slice(2), 2);
  if (digits.startsWith('0x')) return sign * Number.parseInt(digits.slice(2), 16);
  if (digits.length > 1 && digits.startsWith('0')) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits);
}

function toFloat(text: string): number {
  const { sign, digits } = splitSign(text.toLowerCase());
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return Number.NaN;
  return sign * (digits.includes(':') ? toBase60(digits) : Number(digits));
}

function splitSign(text: string): { sign: number; digits: string } {
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  return { sign: text.startsWith('-') ? -1 : 1, digits };
}

function toBase60(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
