import { fold } from "../../random/index.ts";
import { lowRankLength, noiseLength } from "../perturbation.ts";
import type { PerturbedPopulation, Population, SeedChainPopulation } from "../population.ts";
import { type AddSteps, ChainVectors } from "../seed-chain.ts";
import type { KernelMemory } from "./memory.ts";
import { placeNoiseTable } from "./noise-table.ts";
import type { NetworkPlan } from "./plan.ts";
import type { Records } from "./records.ts";

/** Addresses of the first record of each sort, and of the first member's place in the population. */
export interface Placement {
  readonly shared: number;
  readonly pairs: number;
  readonly members: number;
  readonly first: number;
  readonly count: number;
}

/** Ancestors of seed chains that a runner remembers take up to so many bytes: 32 of a million parameters. */
const chainBytes = 256 * 2 ** 20;

/** Fills the records of loaded members. Scratch: the parameter vector in both precisions, and a noise stream. */
export class Loader {
  private readonly memory: KernelMemory;
  private readonly plan: NetworkPlan;
  private readonly table: number;
  private readonly centre: number;
  private readonly flat: number;
  private places: { readonly rank: number; readonly at: ReadonlyMap<string, number> } | undefined;
  private chains: ChainVectors | undefined;

  constructor(memory: KernelMemory, plan: NetworkPlan) {
    this.memory = memory;
    this.plan = plan;
    this.table = placeNoiseTable(memory);
    this.centre = memory.take(plan.layout.size * 8, "the parameters");
    this.flat = memory.take(plan.layout.size * 4, "the parameters");
  }

  /** Fills the records at `placement`, using memory above them for the noise stream. */
  load(population: Population, records: Records, placement: Placement): void {
    if (population.kind === "explicit") {
      const { data, columns } = population.parameters;
      for (let i = 0; i < placement.count; i++) {
        const row = (placement.first + i) * columns;
        this.memory.f32.set(data.subarray(row, row + columns), this.flat / 4);
        this.placeMember(records, placement, i);
      }
      return;
    }
    if (population.kind === "seed-chain") {
      this.loadChains(population, records, placement);
      return;
    }
    this.memory.f64.set(population.centre, this.centre / 8);
    const mark = this.memory.mark;
    const stream = this.memory.take(
      noiseLength(population.noise, this.plan.layout) * 4,
      "the noise of a pair",
    );
    if (records.rank > 0) this.placeShared(records, placement.shared);
    const end = placement.first + placement.count;
    for (let pair = Math.floor(placement.first / 2); 2 * pair < end; pair++) {
      this.loadPair(population, pair, records, placement, stream);
    }
    this.memory.release(mark);
  }

  /** Each member is its parent's vector, remembered where it has been met before, and one mutation. */
  private loadChains(population: SeedChainPopulation, records: Records, placement: Placement): void {
    const { memory, table, centre } = this;
    const { size } = this.plan.layout;
    const { origin, parents, seeds, sigmas, members, key } = population;
    this.chains ??= new ChainVectors(this.plan.layout, chainBytes, this.addSteps);
    const mark = memory.mark;
    const stream = memory.take(size * 4, "the noise of a mutation");
    let shown: number | undefined;
    for (let i = 0; i < placement.count; i++) {
      const node = members[placement.first + i]!;
      const mutates = node >= 0 && (parents[node]! >= 0 || origin.kind === "vectors");
      const base = mutates ? parents[node]! : node;
      if (base !== shown) {
        // First, since it may let the memory grow, which detaches views of it.
        const vector = this.chains.of(population, base);
        memory.f64.set(vector, centre / 8);
      }
      shown = base;
      if (mutates) {
        const [k0, k1] = fold(key, seeds[node]!);
        memory.kernels.noiseAt(k0, k1, 0n, size, table, stream);
      }
      memory.kernels.perturb(centre, mutates ? stream : 0, mutates ? sigmas[node]! : 0, size, this.flat);
      this.placeMember(records, placement, i);
    }
    memory.release(mark);
  }

  /** Adds noise by the kernels, where the centre else lies. */
  private readonly addSteps: AddSteps = (vector, steps) => {
    const { memory, table, centre } = this;
    const mark = memory.mark;
    const stream = memory.take(vector.length * 4, "the noise of a mutation");
    memory.f64.set(vector, centre / 8);
    for (const { key, sigma } of steps) {
      memory.kernels.noiseAt(key[0], key[1], 0n, vector.length, table, stream);
      memory.kernels.addScaled(stream, sigma, vector.length, centre);
    }
    vector.set(memory.f64.subarray(centre / 8, centre / 8 + vector.length));
    memory.release(mark);
  };

  private loadPair(
    population: PerturbedPopulation,
    pair: number,
    records: Records,
    placement: Placement,
    stream: number,
  ): void {
    const { kernels } = this.memory;
    const [k0, k1] = fold(population.key, pair);
    kernels.noiseAt(k0, k1, 0n, noiseLength(population.noise, this.plan.layout), this.table, stream);
    const own = placement.pairs + (pair - Math.floor(placement.first / 2)) * records.pairBytes;
    if (records.rank > 0) this.placeFactorsA(records, stream, own);
    for (const member of [2 * pair, 2 * pair + 1]) {
      if (member < placement.first || member >= placement.first + placement.count) continue;
      const signed = member % 2 === 0 ? population.sigma : -population.sigma;
      const address = placement.members + (member - placement.first) * records.memberBytes;
      if (records.rank > 0) this.placeFactorsB(records, stream, signed, address);
      else {
        kernels.perturb(this.centre, stream, signed, this.plan.layout.size, this.flat);
        this.placeMember(records, placement, member - placement.first);
      }
    }
  }

  /** The centre's weights, once for all members. */
  private placeShared(records: Records, address: number): void {
    this.memory.kernels.perturb(this.centre, 0, 0, this.plan.layout.size, this.flat);
    this.placeWeights(records, address);
  }

  /** Weights out of the flat vector, in the forms that the record has. */
  private placeWeights(records: Records, address: number): void {
    const { kernels } = this.memory;
    this.plan.stages.forEach((stage, i) => {
      if (stage.weight === null) return;
      const from = this.flat + stage.weight.offset * 4;
      const { panels, rows } = records.offsets[i]!;
      if (panels >= 0) kernels.pack(from, stage.inputs, stage.outputs, address + panels);
      if (rows >= 0) kernels.spread(from, stage.inputs, stage.outputs, stage.columns, address + rows);
    });
  }

  /** The i-th loaded member, that has everything of its own, out of the flat vector. */
  private placeMember(records: Records, placement: Placement, i: number): void {
    const { kernels } = this.memory;
    const address = placement.members + i * records.memberBytes;
    this.placeWeights(records, records.sharesWeights ? placement.shared : address);
    this.plan.stages.forEach(({ bias, norm, layerNorm, outputs, columns }, i) => {
      const offsets = records.offsets[i]!;
      if (bias !== null) {
        kernels.spread(this.flat + bias.offset * 4, 1, outputs, columns, address + offsets.bias);
      }
      if (norm !== null) {
        kernels.spread(this.flat + norm.shift.offset * 4, 1, outputs, columns, address + offsets.shift);
      }
      if (layerNorm !== null) {
        const { gain, shift } = layerNorm;
        kernels.spread(this.flat + gain.offset * 4, 1, outputs, columns, address + offsets.scale);
        kernels.spread(this.flat + shift.offset * 4, 1, outputs, columns, address + offsets.offset);
      }
    });
  }

  /** Where each parameter entry's values begin in a low-rank noise stream (in bytes), by entry name. */
  private streamPlaces(rank: number): ReadonlyMap<string, number> {
    if (this.places?.rank === rank) return this.places.at;
    const at = new Map<string, number>();
    let end = 0;
    for (const entry of this.plan.layout.entries) {
      at.set(entry.name, end);
      end += 4 * lowRankLength(entry, rank);
    }
    this.places = { rank, at };
    return at;
  }

  private placeFactorsA(records: Records, stream: number, address: number): void {
    const places = this.streamPlaces(records.rank);
    this.plan.stages.forEach(({ weight, inputs }, i) => {
      if (weight === null) return;
      const from = stream + places.get(weight.name)!;
      const width = Math.ceil(inputs / 4) * 4;
      this.memory.kernels.transpose(
        from,
        inputs,
        records.rank,
        1,
        width,
        address + records.offsets[i]!.factorA,
      );
    });
  }

  private placeFactorsB(records: Records, stream: number, signed: number, address: number): void {
    const { kernels } = this.memory;
    const places = this.streamPlaces(records.rank);
    this.plan.stages.forEach(({ weight, bias, norm, layerNorm, inputs, outputs, columns }, i) => {
      const offsets = records.offsets[i]!;
      const vector = (entry: { name: string; offset: number }, to: number): void => {
        // By way of the flat vector, which is scratch here: `spread` adds the zeros that end a row.
        kernels.perturb(
          this.centre + entry.offset * 8,
          stream + places.get(entry.name)!,
          signed,
          outputs,
          this.flat,
        );
        kernels.spread(this.flat, 1, outputs, columns, to);
      };
      if (weight !== null) {
        const from = stream + places.get(weight.name)! + 4 * records.rank * inputs;
        const scale = signed / Math.sqrt(records.rank);
        kernels.transpose(from, outputs, records.rank, scale, columns, address + offsets.factorB);
      }
      if (bias !== null) vector(bias, address + offsets.bias);
      if (norm !== null) vector(norm.shift, address + offsets.shift);
      if (layerNorm !== null) {
        vector(layerNorm.gain, address + offsets.scale);
        vector(layerNorm.shift, address + offsets.offset);
      }
    });
  }
}
