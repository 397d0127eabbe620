import type { DominanceIndex, PointStore } from "./point-store.ts";

/**
 * ND-Tree: a mutually non-dominated set as a tree of nearby points (Jaszkiewicz, Lust, "ND-Tree-based update: a
 * fast algorithm for the dynamic nondominance problem", IEEE TEVC 22(5), 2018). Every node knows a box around its
 * points; a newcomer is compared with a box first, and with the points only where the box leaves it open. Expected
 * O(log n) comparisons while few boxes stay open, O(n) at worst.
 *
 * Distances are sums of absolute differences rather than Euclidean: they only steer how points are grouped, and
 * they neither overflow at 1e300 nor vanish at 1e-300.
 */

/** Points a leaf holds before it is split; the paper's recommendation. */
const leafCapacity = 20;

interface Node {
  /** No point of the node is below this in any objective (the approximate ideal point). */
  readonly low: Float64Array;
  /** No point of the node is above this in any objective (the approximate nadir point). */
  readonly high: Float64Array;
  /** The subtrees of an inner node. */
  children: Node[] | undefined;
  /** The points of a leaf; empty in an inner node. */
  slots: number[];
}

export class NdTree implements DominanceIndex {
  private readonly store: PointStore;
  private root: Node | undefined;
  private coveredBy = -1;

  constructor(store: PointStore) {
    this.store = store;
  }

  offer(slot: number, evicted: number[]): number {
    if (this.root === undefined) {
      this.root = this.leaf([slot]);
      return -1;
    }
    this.coveredBy = -1;
    this.root = this.update(this.root, slot, evicted);
    if (this.coveredBy >= 0) return this.coveredBy;
    if (this.root === undefined) this.root = this.leaf([slot]);
    else this.insert(this.root, slot);
    return -1;
  }

  remove(slot: number): void {
    if (this.root) this.root = this.take(this.root, slot) ?? this.root;
    if (this.root && isEmpty(this.root)) this.root = undefined;
  }

  /** Clears `node` of what `slot` covers, or sets `coveredBy`. Returns what is left of the node. */
  private update(node: Node, slot: number, evicted: number[]): Node | undefined {
    const { data, objectives } = this.store;
    const start = slot * objectives;
    let aboveLow = true; // low <= point
    let belowLow = true; // point <= low
    let aboveHigh = true; // high <= point
    let belowHigh = true; // point <= high
    let equalsLow = true;
    for (let j = 0; j < objectives; j++) {
      const value = data[start + j]!;
      const low = node.low[j]!;
      const high = node.high[j]!;
      if (value < low) aboveLow = false;
      else if (value > low) belowLow = false;
      if (value !== low) equalsLow = false;
      if (value < high) aboveHigh = false;
      else if (value > high) belowHigh = false;
    }
    if (aboveHigh) {
      this.coveredBy = anyMember(node);
      return node;
    }
    // Where the point equals the corner, an equal member may be inside, and that one stays.
    if (belowLow && !equalsLow) {
      collect(node, evicted);
      return undefined;
    }
    if (!aboveLow && !belowHigh) return node;
    return node.children ? this.updateInner(node, slot, evicted) : this.updateLeaf(node, slot, evicted);
  }

  private updateLeaf(node: Node, slot: number, evicted: number[]): Node | undefined {
    const { slots } = node;
    let kept = 0;
    for (let i = 0; i < slots.length; i++) {
      const member = slots[i]!;
      if (this.store.covers(member, slot)) {
        // A member that covers the newcomer proves that the newcomer covers none, so nothing has left so far.
        this.coveredBy = member;
        moveUp(slots, i);
        return node;
      }
      if (this.store.covers(slot, member)) evicted.push(member);
      else slots[kept++] = member;
    }
    slots.length = kept;
    return kept > 0 ? node : undefined;
  }

  private updateInner(node: Node, slot: number, evicted: number[]): Node | undefined {
    const children = node.children!;
    let kept = 0;
    for (let i = 0; i < children.length; i++) {
      const left = this.update(children[i]!, slot, evicted);
      if (this.coveredBy >= 0) {
        moveUp(children, i);
        return node;
      }
      if (left) children[kept++] = left;
    }
    children.length = kept;
    if (kept === 0) return undefined;
    return kept === 1 ? children[0] : node;
  }

  /** Puts `slot` into the leaf whose box centres lead to it, widening the boxes on the way. */
  private insert(root: Node, slot: number): void {
    let node = root;
    for (;;) {
      this.widen(node, slot);
      if (!node.children) break;
      let nearest = node.children[0]!;
      let least = Number.POSITIVE_INFINITY;
      for (const child of node.children) {
        const distance = this.distanceToCentre(child, slot);
        if (distance < least) [nearest, least] = [child, distance];
      }
      node = nearest;
    }
    node.slots.push(slot);
    if (node.slots.length > leafCapacity) this.split(node);
  }

  /** Makes an inner node of a full leaf: objectives + 1 subtrees around points that lie far apart. */
  private split(node: Node): void {
    const rest = node.slots;
    const seeds: Node[] = [];
    // Distance of each remaining point to the seeds chosen so far, summed; at first to all points of the leaf.
    const distances = rest.map((a) => rest.reduce((sum, b) => sum + this.distance(a, b), 0));
    for (let k = 0; k <= this.store.objectives && rest.length > 0; k++) {
      let farthest = 0;
      for (let i = 1; i < rest.length; i++) if (distances[i]! > distances[farthest]!) farthest = i;
      const seed = rest[farthest]!;
      rest.splice(farthest, 1);
      distances.splice(farthest, 1);
      if (k === 0) distances.fill(0);
      for (let i = 0; i < rest.length; i++) distances[i]! += this.distance(rest[i]!, seed);
      seeds.push(this.leaf([seed]));
    }
    for (const slot of rest) {
      let nearest = seeds[0]!;
      let least = Number.POSITIVE_INFINITY;
      for (const seed of seeds) {
        const distance = this.distanceToCentre(seed, slot);
        if (distance < least) [nearest, least] = [seed, distance];
      }
      nearest.slots.push(slot);
      this.widen(nearest, slot);
    }
    node.children = seeds;
    node.slots = [];
  }

  /** Removes `slot` below `node` if it is there. Returns the node without it, or `undefined` where it is not there. */
  private take(node: Node, slot: number): Node | undefined {
    const { data, objectives } = this.store;
    const start = slot * objectives;
    for (let j = 0; j < objectives; j++) {
      if (data[start + j]! < node.low[j]! || data[start + j]! > node.high[j]!) return undefined;
    }
    if (!node.children) {
      const at = node.slots.indexOf(slot);
      if (at < 0) return undefined;
      node.slots.splice(at, 1);
      return node;
    }
    for (let i = 0; i < node.children.length; i++) {
      const left = this.take(node.children[i]!, slot);
      if (left === undefined) continue;
      if (isEmpty(left)) node.children.splice(i, 1);
      else node.children[i] = left;
      return node.children.length === 1 ? node.children[0]! : node;
    }
    return undefined;
  }

  private leaf(slots: number[]): Node {
    const { data, objectives } = this.store;
    const start = slots[0]! * objectives;
    const low = data.slice(start, start + objectives);
    return { low, high: low.slice(), children: undefined, slots };
  }

  private widen(node: Node, slot: number): void {
    const { data, objectives } = this.store;
    const start = slot * objectives;
    for (let j = 0; j < objectives; j++) {
      const value = data[start + j]!;
      if (value < node.low[j]!) node.low[j] = value;
      if (value > node.high[j]!) node.high[j] = value;
    }
  }

  private distance(a: number, b: number): number {
    const { data, objectives } = this.store;
    let sum = 0;
    for (let j = 0; j < objectives; j++) sum += finite(data[a * objectives + j]! - data[b * objectives + j]!);
    return sum;
  }

  private distanceToCentre(node: Node, slot: number): number {
    const { data, objectives } = this.store;
    let sum = 0;
    for (let j = 0; j < objectives; j++) {
      sum += finite(data[slot * objectives + j]! - (node.low[j]! / 2 + node.high[j]! / 2));
    }
    return sum;
  }
}

/** The size of a difference; one between infinities (NaN) counts as none, so that it cannot decide. */
function finite(difference: number): number {
  const size = Math.abs(difference);
  return size < Number.POSITIVE_INFINITY ? size : 0;
}

/** Moves what has just rejected a newcomer half way to the front: it will reject more. */
function moveUp<T>(list: T[], at: number): void {
  const to = at >> 1;
  [list[to], list[at]] = [list[at]!, list[to]!];
}

function isEmpty(node: Node): boolean {
  return node.children ? node.children.length === 0 : node.slots.length === 0;
}

function anyMember(node: Node): number {
  let at = node;
  while (at.children) at = at.children[0]!;
  return at.slots[0]!;
}

function collect(node: Node, into: number[]): void {
  if (node.children) for (const child of node.children) collect(child, into);
  else for (const slot of node.slots) into.push(slot);
}
