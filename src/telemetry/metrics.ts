import { renderHead, renderLabels, renderSeries, type Series } from './exposition.ts';
import { Counter, Gauge, Histogram } from './series.ts';

/** Labels come from requests: without a bound, a client that invents names fills the memory. */
const MAX_SERIES = 10_000;
const OVERFLOW = 'other';
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

interface FamilyHead {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** One metric with all its label values. */
export class Family<S extends Series> {
  readonly #head: FamilyHead;
  readonly #create: () => S;
  readonly #maxSeries: number;
  readonly #series = new Map<string, { readonly labels: string; readonly series: S }>();

  constructor(head: FamilyHead, create: () => S, maxSeries: number) {
    this.#head = head;
    this.#create = create;
    this.#maxSeries = maxSeries;
    if (head.labelNames.length === 0) this.with([]);
  }

  /**
   * The series of these label values, in the order of the label names; made on first use. Hold on
   * to it where the values are known in advance. Beyond the limit all go to one series, `other`.
   */
  with(values: readonly string[]): S {
    const key = values.length === 1 ? (values[0] ?? '') : values.join('\u0000');
    const found = this.#series.get(key);
    if (found !== undefined) return found.series;
    const { labelNames } = this.#head;
    const isFull = this.#series.size >= this.#maxSeries;
    const isOverflow = values.every((value) => value === OVERFLOW);
    if (isFull && !isOverflow) return this.with(labelNames.map(() => OVERFLOW));
    const series = this.#create();
    this.#series.set(key, { labels: renderLabels(labelNames, values), series });
    return series;
  }

  /**
   * Forgets every series with labels. For gauges that are filled anew whenever somebody looks: what
   * they told of is gone then, too.
   */
  clear(): void {
    if (this.#head.labelNames.length > 0) this.#series.clear();
  }

  render(): string {
    const { name, type, help } = this.#head;
    let text = renderHead(name, type, help);
    for (const { labels, series } of this.#series.values()) {
      text += renderSeries(name, labels, series);
    }
    return text;
  }
}

/** Every metric of the process, in Prometheus' text format. */
export class MetricsRegistry {
  readonly #families = new Map<string, { render(): string }>();
  readonly #collectors: (() => void)[] = [];
  readonly #maxSeries: number;

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries;
  }

  /** `_total` is added to the name where it is missing. */
  counter(name: string, help: string, labelNames: readonly string[] = []): Family<Counter> {
    const full = name.endsWith('_total') ? name : `${name}_total`;
    return this.#add({ name: full, type: 'counter', help, labelNames }, () => new Counter());
  }

  gauge(name: string, help: string, labelNames: readonly string[] = []): Family<Gauge> {
    return this.#add({ name, type: 'gauge', help, labelNames }, () => new Gauge());
  }

  /** @param buckets upper bounds; the infinite one is added */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[],
    buckets: readonly number[],
  ): Family<Histogram> {
    const bounds = Float64Array.from(buckets.filter(Number.isFinite)).sort();
    return this.#add({ name, type: 'histogram', help, labelNames }, () => new Histogram(bounds));
  }

  /** Called before each `render`, for values that are read rather than counted. */
  onCollect(collect: () => void): void {
    this.#collectors.push(collect);
  }

  render(): string {
    for (const collect of this.#collectors) collect();
    let text = '';
    for (const family of this.#families.values()) text += family.render();
    return text;
  }

  #add<S extends Series>(head: FamilyHead, create: () => S): Family<S> {
    if (![head.name, ...head.labelNames].every((name) => NAME.test(name))) {
      throw new TypeError(`not a metric name: ${head.name}{${head.labelNames.join()}}`);
    }
    if (this.#families.has(head.name)) throw new TypeError(`metric registered twice: ${head.name}`);
    const family = new Family(head, create, this.#maxSeries);
    this.#families.set(head.name, family);
    return family;
  }
}
