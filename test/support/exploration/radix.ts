/** Up to seven small numbers as one below 65,536. */
export interface Radix {
  pack(a: number, b: number, c?: number, d?: number, e?: number, f?: number, g?: number): number;
  unpack(code: number): readonly number[];
}

/** `sizes`: above the largest value of each number. */
export function radix(...sizes: readonly [number, number, ...number[]]): Radix {
  const codes = sizes.reduce((product, size) => product * size, 1);
  if (codes > 65_536 || sizes.length > 7) throw new RangeError(`${codes} codes`);
  const [, ofB, ofC = 1, ofD = 1, ofE = 1, ofF = 1, ofG = 1] = sizes;
  return {
    // Spelled out, since an exploration spends its time here and a loop takes four times as long.
    pack: (a, b, c = 0, d = 0, e = 0, f = 0, g = 0) =>
      (((((a * ofB + b) * ofC + c) * ofD + d) * ofE + e) * ofF + f) * ofG + g,
    unpack: remember((code) => {
      let rest = code;
      const digits = sizes.toReversed().map((size) => {
        const digit = rest % size;
        rest = (rest - digit) / size;
        return digit;
      });
      return digits.toReversed();
    }),
  };
}

/** A function of a small number that computes each value once. */
export function remember<Value>(compute: (code: number) => Value): (code: number) => Value {
  const known: Value[] = [];
  return (code) => (known[code] ??= compute(code));
}
