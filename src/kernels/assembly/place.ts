/** Brings parameters into the forms in which the products read them. */

/** out[i] = centre[i] + s z[i] in double precision, then rounded; `z` of 0 leaves the noise out. */
export function perturb(centre: usize, z: usize, s: f64, n: i32, out: usize): void {
  for (let i = 0; i < n; i++) {
    let value = load<f64>(centre + (<usize>i << 3));
    if (z != 0) value += s * <f64>load<f32>(z + (<usize>i << 2));
    store<f32>(out + (<usize>i << 2), <f32>value);
  }
}

/** A rows x columns matrix to panels of 8 columns (panel, row, column), zeros in the columns beyond. */
export function pack(matrix: usize, rows: i32, columns: i32, out: usize): void {
  for (let from = 0; from < columns; from += 8) {
    const width = min(8, columns - from);
    for (let i = 0; i < rows; i++) {
      const source = matrix + (<usize>(i * columns + from) << 2);
      for (let j = 0; j < 8; j++) {
        store<f32>(out + (<usize>j << 2), j < width ? load<f32>(source + (<usize>j << 2)) : 0);
      }
      out += 32;
    }
  }
}

/** A rows x columns matrix to rows of `width` numbers, zeros in the columns beyond. */
export function spread(matrix: usize, rows: i32, columns: i32, width: i32, out: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(out, matrix, <usize>columns << 2);
    memory.fill(out + (<usize>columns << 2), 0, <usize>(width - columns) << 2);
    out += <usize>width << 2;
    matrix += <usize>columns << 2;
  }
}

/** A rows x columns matrix, times `scale`, to `columns` rows of `width` numbers, zeros beyond the first `rows`. */
export function transpose(matrix: usize, rows: i32, columns: i32, scale: f32, width: i32, out: usize): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < width; i++) {
      const value: f32 = i < rows ? scale * load<f32>(matrix + (<usize>(i * columns + j) << 2)) : 0;
      store<f32>(out + (<usize>i << 2), value);
    }
    out += <usize>width << 2;
  }
}

/** Moves `rows` rows of `n` numbers that lie `step` bytes apart close together. Writes up to 12 bytes beyond. */
export function gather(rows: i32, from: usize, step: usize, n: i32, out: usize): void {
  const bytes = <usize>n << 2;
  for (let i = 0; i < rows; i++) {
    // What a row writes beyond its end, the next one overwrites.
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, v128.load(from + at));
    out += bytes;
    from += step;
  }
}
