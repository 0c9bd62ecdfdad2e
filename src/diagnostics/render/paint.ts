/** Colours, given by the caller; chalk fits. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  blue(text: string): string;
}

const unpainted = (text: string): string => text;

/** No colours at all. */
export const PLAIN: Paint = {
  bold: unpainted,
  dim: unpainted,
  red: unpainted,
  yellow: unpainted,
  green: unpainted,
  blue: unpainted,
};
