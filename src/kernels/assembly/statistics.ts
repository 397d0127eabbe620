/** Virtual batch norm's statistics: mean and variance of each channel over all lanes and positions, in doubles. */

/** Adds each channel's values (`about` 0), or squared distances from `about` (channels doubles), to `sums`. */
export function addStatistics(
  lanes: i32,
  x: usize,
  xStride: usize,
  positions: i32,
  channels: i32,
  about: usize,
  sums: usize,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    let at = x + <usize>lane * xStride;
    for (let position = 0; position < positions; position++) {
      for (let c = 0; c < channels; c++) {
        const place = <usize>c << 3;
        let value = <f64>load<f32>(at + (<usize>c << 2));
        if (about != 0) {
          value -= load<f64>(about + place);
          value *= value;
        }
        store<f64>(sums + place, load<f64>(sums + place) + value);
      }
      at += <usize>channels << 2;
    }
  }
}

/** From sums over `count` values each: scale = 1 / sqrt(variance + epsilon), offset = shift - mean scale. */
export function normalise(
  mean: usize,
  squares: usize,
  channels: i32,
  count: f64,
  epsilon: f64,
  shift: usize,
  scale: usize,
  offset: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const place = <usize>c << 2;
    const s = 1 / Math.sqrt(load<f64>(squares + (<usize>c << 3)) / count + epsilon);
    store<f32>(scale + place, <f32>s);
    store<f32>(offset + place, <f32>(<f64>load<f32>(shift + place) - load<f64>(mean + (<usize>c << 3)) * s));
  }
}
