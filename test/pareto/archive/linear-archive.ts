import type { Addition, Entry } from "../../../src/pareto/archive/index.ts";

/** The plain twin of the unbounded archive, by definition: a list, compared with every newcomer from end to end. */
export class LinearArchive<T> {
  members: Entry<T>[] = [];

  add(point: number[], payload: T): Addition<T> {
    if (point.some(Number.isNaN)) return { accepted: false, evicted: [], reason: "not-a-number" };
    const covers = (a: readonly number[], b: readonly number[]): boolean =>
      a.every((value, j) => value <= b[j]!);
    const rejectedBy = this.members.find((member) => covers(member.point, point));
    if (rejectedBy) {
      const reason = covers(point, rejectedBy.point) ? "equal" : "dominated";
      return { accepted: false, evicted: [], reason, rejectedBy };
    }
    const evicted = this.members.filter((member) => covers(point, member.point));
    this.members = [
      ...this.members.filter((member) => !evicted.includes(member)),
      { point: [...point], payload },
    ];
    return { accepted: true, evicted };
  }
}
