// Compensated summation (Knuth's two-sum): the error of a sum of positive terms does not grow with their number.
let total: f64 = 0;
let lost: f64 = 0;

// @ts-ignore: decorator
@inline
export function startSum(): void {
  total = 0;
  lost = 0;
}

// @ts-ignore: decorator
@inline
export function addToSum(term: f64): void {
  const sum = total + term;
  const share = sum - total;
  lost += total - (sum - share) + (term - share);
  total = sum;
}

// @ts-ignore: decorator
@inline
export function endSum(): f64 {
  return total + lost;
}
