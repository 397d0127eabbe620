import { type Matrix, matrix } from "../../linalg/index.ts";

/** Points that arrive one by one, in a block that grows by doubling. */
export class PointList {
  private data = new Float64Array(64);
  private used = 0;

  /** Appends the first `m` of the three values. */
  push(m: number, x: number, y: number, z: number): void {
    if (this.used + 3 > this.data.length) {
      const grown = new Float64Array(2 * this.data.length);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.used] = x;
    this.data[this.used + 1] = y;
    if (m === 3) this.data[this.used + 2] = z;
    this.used += m;
  }

  /** The points, k x m, each coordinate times its sign. */
  toMatrix(m: number, signs: Float64Array | undefined): Matrix {
    const data = this.data.slice(0, this.used);
    if (signs) for (let i = 0; i < data.length; i++) data[i] = data[i]! * signs[i % m]! + 0;
    return matrix(this.used / m, m, data);
  }
}
