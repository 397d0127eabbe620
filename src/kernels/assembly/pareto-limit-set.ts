// Limit sets (While, Bradstreet, Barone, IEEE TEVC 16(1), 2012): the boxes of a set clipped to one box p, less
// those that lie within another. Rows are laid out with an even number of doubles (an odd dimension is padded with
// zeros), so that two coordinates are compared at once.

/** Doubles per row of dimension d. */
// @ts-ignore: decorator
@inline
export function strideOf(d: i32): i32 {
  return (d + 1) & ~1;
}

/** Whether row a is at least row b in all coordinates; `bytes` of a row. */
// @ts-ignore: decorator
@inline
function holds(a: usize, b: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += 16) {
    if (!i64x2.all_true(f64x2.ge(v128.load(a + at), v128.load(b + at)))) return false;
  }
  return true;
}

/**
 * Writes the limit set of p in its first d coordinates to `out`, and returns its size, or -1 where one row of the
 * list covers p. `list` holds the addresses (u32) of `listed` rows of at least d coordinates in descending order
 * of coordinate d - 1; `skipped` is an address to leave out. `out` is in descending order of coordinate d - 1.
 * `probes` has room for as many u32 as there are rows: kept rows in the order in which they are tried, those that
 * lately covered others first.
 */
export function limitSet(p: usize, d: i32, list: usize, listed: i32, skipped: usize, out: usize, probes: usize): i32 {
  const bytes = <usize>strideOf(d) << 3;
  const lastAt = <usize>(d - 1) << 3;
  const odd = (d & 1) != 0;
  const top = load<f64>(p + lastAt);
  let end = out;
  let kept = 0;
  let i = 0;
  // Rows that reach the top of p tie in the last coordinate: each may lie within another, either way.
  for (; i < listed; i++) {
    const q = <usize>load<u32>(list + (<usize>i << 2));
    if (load<f64>(q + lastAt) < top) break;
    if (q == skipped) continue;
    clip(p, q, end, bytes);
    if (odd) store<f64>(end + lastAt, 0, 8);
    if (isKnown(end, bytes, probes, kept)) continue;
    if (holds(end, p, odd ? bytes - 16 : bytes) && (!odd || load<f64>(end + lastAt) >= load<f64>(p + lastAt))) return -1;
    for (let t = 0; t < kept; ) {
      const r = <usize>load<u32>(probes + (<usize>t << 2));
      if (holds(end, r, bytes)) {
        kept--;
        store<u32>(probes + (<usize>t << 2), load<u32>(probes + (<usize>kept << 2)));
        store<f64>(r, -1);
      } else t++;
    }
    store<u32>(probes + (<usize>kept << 2), <u32>end);
    kept++;
    end += bytes;
  }
  // Close the gaps that replaced rows left.
  if (<i32>((end - out) / bytes) != kept) {
    let to = out;
    kept = 0;
    for (let from = out; from < end; from += bytes) {
      if (load<f64>(from) < 0) continue;
      if (to != from) for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
      store<u32>(probes + (<usize>kept << 2), <u32>to);
      kept++;
      to += bytes;
    }
    end = to;
  }
  for (; i < listed; i++) {
    const q = <usize>load<u32>(list + (<usize>i << 2));
    if (q == skipped) continue;
    clip(p, q, end, bytes);
    if (odd) store<f64>(end + lastAt, 0, 8);
    if (isKnown(end, bytes, probes, kept)) continue;
    store<u32>(probes + (<usize>kept << 2), <u32>end);
    kept++;
    end += bytes;
  }
  return kept;
}

// @ts-ignore: decorator
@inline
function clip(p: usize, q: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, f64x2.pmin(v128.load(p + at), v128.load(q + at)));
  }
}

/** Whether a kept row holds `row`; if so it moves to the front of the probes. */
// @ts-ignore: decorator
@inline
function isKnown(row: usize, bytes: usize, probes: usize, kept: i32): bool {
  for (let t = 0; t < kept; t++) {
    const r = load<u32>(probes + (<usize>t << 2));
    if (holds(<usize>r, row, bytes)) {
      if (t > 0) {
        const half = <usize>(t >> 1) << 2;
        store<u32>(probes + (<usize>t << 2), load<u32>(probes + half));
        store<u32>(probes + half, r);
      }
      return true;
    }
  }
  return false;
}
