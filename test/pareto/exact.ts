/**
 * Exact hypervolumes. Every double is a dyadic rational, so a set of points becomes integers over one power of two,
 * and volumes are sums of products of integers. Slow, and right by construction: slabs of equal cross-section.
 */
export interface ExactVolume {
  /** The volume is `units` times 2^`exponent`. */
  readonly units: bigint;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite double as mantissa and power of two. */
function decomposed(x: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n === 1n ? -mantissa : mantissa, exponent: Math.max(field, 1) - 1075 };
}

/** Volume that `points` dominate up to `reference`, minimised; all values finite. */
export function exactHypervolume(points: readonly number[][], reference: readonly number[]): ExactVolume {
  const all = [...points.flat(), ...reference].map(decomposed);
  const least = all.reduce((e, value) => (value.mantissa === 0n ? e : Math.min(e, value.exponent)), 971);
  const integer = (x: number): bigint => {
    const { mantissa, exponent } = decomposed(x);
    return mantissa === 0n ? 0n : mantissa << BigInt(exponent - least);
  };
  const boxes = points
    .map((point) => point.map((value, j) => integer(reference[j]!) - integer(value)))
    .filter((box) => box.every((height) => height > 0n));
  return { units: union(boxes, reference.length), exponent: least * reference.length };
}

const larger = (a: bigint, b: bigint): bigint => {
  if (a > b) return a;
  return b;
};

function union(boxes: bigint[][], m: number): bigint {
  if (boxes.length === 0) return 0n;
  if (m === 1) return boxes.map((box) => box[0]!).reduce(larger);
  const sorted = [...boxes].sort((a, b) => (b[m - 1]! > a[m - 1]! ? 1 : b[m - 1]! < a[m - 1]! ? -1 : 0));
  let volume = 0n;
  sorted.forEach((box, i) => {
    const thickness = box[m - 1]! - (sorted[i + 1]?.[m - 1] ?? 0n);
    if (thickness > 0n) volume += thickness * union(sorted.slice(0, i + 1), m - 1);
  });
  return volume;
}

/** The difference of two volumes of one set of exponents. */
export const minus = (a: ExactVolume, b: ExactVolume): ExactVolume => {
  const exponent = Math.min(a.exponent, b.exponent);
  const at = (v: ExactVolume): bigint => v.units << BigInt(v.exponent - exponent);
  return { units: at(a) - at(b), exponent };
};

/** The nearest double, or one of its neighbours; Infinity beyond the range. */
export function toNumber({ units, exponent }: ExactVolume): number {
  const negative = units < 0n;
  let size = negative ? -units : units;
  let power = exponent;
  const excess = size.toString(2).length - 100;
  if (excess > 0) {
    size >>= BigInt(excess);
    power += excess;
  }
  let value = Number(size);
  for (; power > 500; power -= 500) value *= 2 ** 500;
  for (; power < -500; power += 500) value *= 2 ** -500;
  value *= 2 ** power;
  return negative ? -value : value;
}
