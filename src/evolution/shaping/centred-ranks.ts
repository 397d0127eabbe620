/**
 * Centred ranks of costs (lower is better): the best gets 1/2, the worst -1/2, in equal steps (Salimans et al. 2017,
 * arXiv:1703.03864, section 2.1). Tied costs share the average of their ranks, so that equal candidates pull
 * nowhere; NaN (a failed candidate) ranks last, tied with its like. Of fewer than two costs every rank is 0.
 */
export function centredRanks(costs: ArrayLike<number>): Float64Array {
  const n = costs.length;
  const ranks = new Float64Array(n);
  if (n < 2) return ranks;
  const cost = (i: number): number => (Number.isNaN(costs[i]!) ? Number.POSITIVE_INFINITY : costs[i]!);
  // A NaN sorts behind +Infinity, which is still a value.
  const failed = (i: number): number => (Number.isNaN(costs[i]!) ? 1 : 0);
  const same = (i: number, j: number): boolean => cost(i) === cost(j) && failed(i) === failed(j);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    if (same(i, j)) return 0;
    return cost(i) === cost(j) ? failed(i) - failed(j) : cost(i) < cost(j) ? -1 : 1;
  });
  for (let first = 0; first < n; ) {
    let last = first;
    while (last + 1 < n && same(order[first]!, order[last + 1]!)) last++;
    const shared = 0.5 - (first + last) / 2 / (n - 1);
    for (let k = first; k <= last; k++) ranks[order[k]!] = shared;
    first = last + 1;
  }
  return ranks;
}
