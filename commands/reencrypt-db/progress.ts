import type { Clock } from '../../src/core/clock.ts';
import type { Output } from '../../src/cli/io.ts';
import type { RotationProgress } from '../../src/rotation/types.ts';

type Rows = Extract<RotationProgress, { kind: 'rows' }>;

/** Tells how far a run is. */
export interface ProgressView {
  show(event: RotationProgress): void;
  /** Takes away what must not stay on the screen. */
  end(): void;
}

const MODEL_TABLE = 'LiteLLM_ProxyModelTable';
const MODELS_PER_LINE = 10;
const REFRESH_MS = 200;
const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A live line on a terminal; elsewhere a line for every ten models, and one for each other table. */
export function createProgressView(output: Output, clock: Clock, quiet: boolean): ProgressView {
  if (quiet) return { show: () => undefined, end: () => undefined };
  return output.isTty ? new LiveView(output, clock) : new LineView(output);
}

class LineView implements ProgressView {
  readonly #output: Output;
  #rewriting = false;
  #last: Rows | null = null;

  constructor(output: Output) {
    this.#output = output;
  }

  show(event: RotationProgress): void {
    if (event.kind === 'phase') this.#rewriting = event.phase === 'rewrite';
    if (event.kind === 'waiting') this.#say(waitingText(event));
    if (event.kind === 'rows' && this.#rewriting) this.#showRows(event);
  }

  end(): void {}

  #showRows(event: Rows): void {
    if (event.table !== MODEL_TABLE) {
      if (event.done === event.total) this.#say(rowsText(event));
      return;
    }
    for (const step of tensBetween(this.#last, event)) this.#say(rowsText(step));
    this.#last = event;
  }

  #say(text: string): void {
    this.#output.write(`reencrypt: ${text}\n`);
  }
}

/**
 * A step for every ten models since the last event, and for the last model. Pages are written as one:
 * what lies between two events is shared out evenly.
 */
function tensBetween(last: Rows | null, now: Rows): Rows[] {
  const from = last ?? { ...now, done: 0, values: 0, elapsedMs: 0 };
  const steps: Rows[] = [];
  const first = Math.floor(from.done / MODELS_PER_LINE + 1) * MODELS_PER_LINE;
  for (let done = first; done <= now.done; done += MODELS_PER_LINE) {
    const share = (done - from.done) / (now.done - from.done);
    const between = (a: number, b: number): number => a + (b - a) * share;
    steps.push({
      ...now,
      done,
      values: Math.round(between(from.values, now.values)),
      elapsedMs: between(from.elapsedMs, now.elapsedMs),
    });
  }
  const isEnd = now.done === now.total && now.done > from.done;
  return isEnd && now.done % MODELS_PER_LINE !== 0 ? [...steps, now] : steps;
}

class LiveView implements ProgressView {
  readonly #output: Output;
  readonly #clock: Clock;
  #phase = '';
  #shownAt = -Infinity;
  #isShown = false;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  show(event: RotationProgress): void {
    if (event.kind === 'transaction') return;
    if (event.kind === 'phase') this.#phase = event.phase;
    const isLast = event.kind === 'rows' && event.done === event.total;
    if (!isLast && this.#clock.now() - this.#shownAt < REFRESH_MS) return;
    this.#shownAt = this.#clock.now();
    this.#draw(`reencrypt: ${this.#phase}${detailOf(event)}`);
  }

  end(): void {
    if (this.#isShown) this.#output.write('\r\u001b[2K');
    this.#isShown = false;
  }

  #draw(text: string): void {
    this.#isShown = true;
    this.#output.write(`\r\u001b[2K${text.slice(0, this.#output.columns - 1)}`);
  }
}

function detailOf(event: RotationProgress): string {
  if (event.kind === 'rows') return ` · ${rowsText(event)}`;
  return event.kind === 'waiting' ? ` · ${waitingText(event)}` : '';
}

function waitingText({ reason, attempt }: Extract<RotationProgress, { kind: 'waiting' }>): string {
  return `waiting, attempt ${attempt}: ${reason}`;
}

function rowsText({ table, done, total, values, elapsedMs }: Rows): string {
  const perSecond = elapsedMs > 0 ? (done / elapsedMs) * 1_000 : 0;
  const what = table === MODEL_TABLE ? 'models' : table;
  const rate = perSecond > 0 ? ` · ${numbers.format(perSecond)} rows/s` : '';
  const left = perSecond > 0 && done < total ? (total - done) / perSecond : 0;
  return `${what} ${done}/${total} · ${numbers.format(values)} values${rate} · eta ${clockText(left)}`;
}

/** `0:02`, `1:02:03`. */
function clockText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}
