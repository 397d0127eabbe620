import { InputError } from "../../src/base/index.ts";
import {
  type AtariScheme,
  type FrameEnd,
  powerOnBytes,
  type ResetState,
  screenHeight,
  screenWidth,
} from "../../src/kernels/index.ts";
import {
  type ConsoleOptions,
  chargeCycles,
  type Emulator,
  frameLines,
  type Inputs,
  portA,
  stick,
  untouched,
} from "./emulator.ts";
import { ObjectState } from "./object-state.ts";
import { type Board, type Cartridge, installed, type PaddleReader } from "./peer-modules.ts";
import { detectScheme } from "./scheme.ts";

const types: Readonly<Record<AtariScheme, string>> = {
  "4k": "vanilla_4k",
  cv: "bankswitch_2k_cv",
  f8: "bankswitch_8k_F8",
  f6: "bankswitch_16k_F6",
  f4: "bankswitch_32k_F4",
  e0: "bankswitch_8k_E0",
  e7: "bankswitch_16k_E7",
  fa: "bankswitch_12k_FA",
  "3f": "bankswitch_8k_3F",
  fe: "bankswitch_8k_FE",
  ua: "bankswitch_8k_UA",
  "0840": "bankswitch_8k_econobanking",
};
/** NTSC, no sound; a fixed seed, since what it draws is then set from outside. */
const config = {
  tvMode: 0,
  enableAudio: false,
  randomSeed: 1,
  emulatePaddles: true,
  frameStart: -1,
  pcmAudio: false,
  cpuType: 0,
};
/** Fields that are code, constant, or pictures. */
const left = new Set([
  "_operations",
  "_opBoot",
  "_opIrq",
  "_opNmi",
  "_lastResult",
  "_config",
  "_rng",
  "_palette",
  "_waveformAudio",
  "_pcmAudio",
  "_audio",
  "_frameManager",
  "_paddles",
  "_joystick0",
  "_joystick1",
  "_controlPanel",
  "_switch",
  "event",
  "trap",
  "newFrame",
  "clock",
  "cpuClock",
  "systemReset",
]);
const pixels = screenWidth * screenHeight;
/** 6502.ts's black, that of the blanks. */
const black = 0xff000000;
const ready = 1;

/** What this side keeps of a console besides what 6502.ts keeps. */
interface Around {
  line: number;
  clocks: number;
  /** Clocks of the frame that were past when it began: those of a reset. */
  ahead: number;
  sync: boolean;
  syncFrom: number;
  synced: boolean;
  overdue: boolean;
  /** Clock from which on a write to the video chip ends the frame. */
  overdueAt: number;
  cut: boolean;
  jammed: boolean;
  dumped: boolean;
  /** CPU cycle, counted from power-on, at which the paddles' capacitors were let go. */
  released: number;
  vblank: boolean;
}

/** After the seven cycles of a reset. */
const resetClocks = 21;
const begun: Around = {
  line: 0,
  clocks: resetClocks,
  ahead: resetClocks,
  sync: false,
  syncFrom: 0,
  synced: false,
  overdue: false,
  overdueAt: Infinity,
  cut: false,
  jammed: false,
  dumped: false,
  released: 0,
  vblank: false,
};

/**
 * 6502.ts (MIT) behind the same interface: an independent console that does every clock of every part, thirty to sixty times
 * slower than ours. It is given our frames (from the end of vertical sync to the next), our ports and ALE's paddles; a line is copied from
 * the one before from the third alike on, since a sprite that was reset may still end a copy in the first.
 */
export class PeerEmulator implements Emulator {
  readonly screen: Uint8Array = new Uint8Array(pixels);
  private readonly noise: Uint8Array;
  private readonly options: ConsoleOptions;
  private readonly rows = new Uint32Array(screenWidth * (screenHeight + 1));
  private readonly around: Around = { ...begun };
  private board: Board | undefined;
  private state: ObjectState | undefined;
  private inputs: Inputs = untouched;
  private drawing = true;

  /** Arguments as of `FastEmulator`; objects meet as the chip has it, whatever is asked for. Throws an `InputError` where 6502.ts is not installed. */
  constructor(noise: Uint8Array = new Uint8Array(powerOnBytes), options: ConsoleOptions = {}) {
    installed();
    this.noise = noise.slice();
    this.options = options;
  }

  get isLoaded(): boolean {
    return this.board !== undefined;
  }

  load(rom: Uint8Array): void {
    const { Board, CartridgeFactory, decodes, palettes } = installed();
    for (const palette of Object.values(palettes)) for (let i = 0; i < palette.length; i++) palette[i] = i;
    const scheme = this.options.scheme ?? detectScheme(rom);
    const type = scheme === "4k" && rom.length === 2048 ? "vanilla_2k" : types[scheme];
    const cartridge = new CartridgeFactory()._createCartridge(rom.slice(), type);
    const board = new Board(config, cartridge);
    this.board = board;
    this.fit(board);
    board.boot();
    Object.assign(this.around, { line: 0, clocks: 21, sync: false, synced: false, overdue: false });
    Object.assign(this.around, {
      cut: false,
      jammed: false,
      dumped: false,
      released: 0,
      vblank: false,
      quiet: 0,
    });
    this.rows.fill(0);
    this.screen.fill(0);
    const { noise } = this;
    Object.assign(board._cpu.state, { a: noise[0], x: noise[1], y: noise[2], flags: 0x34 });
    board._pia.ram.set(noise.subarray(3, 131));
    for (const extra of [cartridge._saraRAM, cartridge._ram, cartridge._ram0])
      extra?.set(noise.subarray(131, 131 + extra.length));
    cartridge._ram1Banks?.forEach((bank, i) => {
      bank.set(noise.subarray(131 + 1024 + 256 * i, 131 + 1024 + 256 * (i + 1)));
    });
    replaceBus(board, cartridge);
    this.state = new ObjectState([board, cartridge, decodes, this.around], left);
  }

  /** Puts this side's frames, ports and paddles in. */
  private fit(board: Board): void {
    const { around } = this;
    const frames = board._tia._frameManager;
    frames.surfaceBuffer = this.rows;
    const [first, beyond] = [this.options.firstLine ?? 34, screenHeight];
    Object.assign(frames, {
      reset: () => {
        frames.vblank = false;
      },
      nextLine: () => {
        around.line += 1;
      },
      isRendering: () => this.drawing && around.line >= first && around.line - first < beyond,
      // Lines outside the picture share a row that nobody looks at.
      getCurrentLine: () => (around.line >= first ? Math.min(around.line - first, beyond) : beyond),
      setVblank: (on: boolean) => {
        frames.vblank = on;
      },
      setVsync: (on: boolean) => this.sync(on),
    });
    const flush = board._tia._flushLineCache.bind(board._tia);
    board._tia._flushLineCache = () => {
      flush();
      board._tia._linesSinceChange = -1;
    };
    const write = board._tia.write.bind(board._tia);
    board._tia.write = (address, value) => {
      if (around.clocks >= around.overdueAt) around.cut = true;
      write(address, value);
    };
    const io = board._pia._readIo.bind(board._pia);
    board._pia._readIo = (address) =>
      (address & 3) === 0 ? portA(this.inputs) : (address & 3) === 2 ? this.inputs.switches : io(address);
    const { _paddles: paddles } = board._tia;
    for (let i = 0; i < paddles.length; i++) paddles[i] = this.paddle(i);
    board._cpu.setInvalidInstructionCallback(() => {
      around.jammed = true;
    });
  }

  private paddle(i: number): PaddleReader {
    const { around } = this;
    const cycle = (): number => Math.floor(around.clocks / 3);
    return {
      inpt: () =>
        !around.dumped && cycle() - around.released > chargeCycles(this.inputs.paddles[i]!) ? 0x80 : 0,
      vblank: (value) => {
        // All four are told; the first speaks for them.
        if (i > 0) return;
        const dumped = (value & 0x80) !== 0;
        if (!dumped && around.dumped) around.released = cycle();
        around.dumped = dumped;
      },
      reset: () => {},
    };
  }

  /** A frame ends with a vertical sync of a line at least. */
  private sync(on: boolean): void {
    const { around } = this;
    if (on === around.sync) return;
    around.sync = on;
    if (on) around.syncFrom = around.clocks;
    else if (around.clocks - around.syncFrom >= 228) {
      around.synced = true;
      around.line = 0;
    }
  }

  reset(given?: ResetState): void {
    const board = this.loaded();
    const { _cpu: cpu, _pia: pia } = board;
    const [ram, { a, x, y, flags }] = [pia.ram.slice(), { ...cpu.state }];
    board.reset();
    board.boot();
    pia.ram.set(ram);
    // As ours: overflow and decimal mode stay, interrupts are masked.
    Object.assign(cpu.state, { a, x, y, flags: (flags & 0xc8) | 0x34 });
    Object.assign(this.around, {
      line: 0,
      clocks: 21,
      sync: false,
      overdue: false,
      cut: false,
      jammed: false,
    });
    Object.assign(this.around, { dumped: false, released: 0, vblank: false, quiet: 0 });
    if (given === undefined) return;
    board._tia.reset();
    this.around.clocks = 3 * given.cycles;
    this.around.ahead = 3 * given.cycles;
    cpu.state.s = given.stack;
    if (!given.masked) cpu.state.flags &= ~4;
    pia._setTimer(given.interval, given.timer);
  }

  frame(inputs: Inputs, drawing = true): FrameEnd {
    const board = this.loaded();
    const { _tia: tia, _pia: pia, _cpu: cpu } = board;
    const { around } = this;
    if (around.jammed) return "jammed";
    this.inputs = inputs;
    this.drawing = drawing;
    board
      .getJoystick0()
      .getFire()
      .toggle((inputs.sticks[0] & stick.fire) !== 0);
    board
      .getJoystick1()
      .getFire()
      .toggle((inputs.sticks[1] & stick.fire) !== 0);
    around.synced = false;
    around.cut = false;
    const began = around.clocks - around.ahead;
    around.ahead = 0;
    const ahead = began === around.clocks ? board._tia._hctr : 0;
    around.overdueAt = around.overdue ? 0 : began - ahead + 228 * frameLines.most;
    const limit = began + 228 * frameLines.patience;
    for (;;) {
      tia.cycle();
      tia.cycle();
      tia.cycle();
      around.clocks += 3;
      pia.cycle();
      cpu.cycle();
      if (cpu.executionState !== ready) continue;
      if (around.synced || around.cut || around.jammed) break;
      if (around.clocks >= limit) break;
    }
    around.overdue = !(around.synced || around.cut || around.jammed);
    if (drawing) {
      const { rows, screen } = this;
      for (let i = 0; i < pixels; i++) screen[i] = rows[i] === black ? 0 : rows[i]!;
    }
    if (around.jammed) return "jammed";
    if (around.synced) return "synced";
    around.line = 0;
    return "unsynced";
  }

  get ram(): Uint8Array {
    return this.loaded()._pia.ram;
  }

  get saveBytes(): number {
    this.loaded();
    return this.state!.bytes + pixels;
  }

  save(into: Uint8Array): void {
    this.around.vblank = this.loaded()._tia._frameManager.vblank;
    this.state!.save(into.subarray(0, this.state!.bytes));
    into.set(this.screen, this.state!.bytes);
  }

  restore(from: Uint8Array): void {
    const board = this.loaded();
    if (from.length !== this.saveBytes) {
      throw new InputError(
        `emulator: expected a save of ${this.saveBytes} bytes by 6502.ts, got ${from.length}; make it anew with this cartridge`,
      );
    }
    this.state!.restore(from);
    board._tia._frameManager.vblank = this.around.vblank;
    this.screen.set(from.subarray(this.state!.bytes, this.state!.bytes + pixels));
    this.rows.set(this.screen);
  }

  private loaded(): Board {
    if (!this.board) throw new InputError("emulator: no cartridge is in; call load() first");
    return this.board;
  }
}

/** Takes the events out of every access to the bus, where the cartridge does not listen to them. */
function replaceBus({ _bus: bus, _tia: tia, _pia: pia }: Board, cartridge: Cartridge): void {
  if (Object.values(bus.event).some(({ hasHandlers }) => hasHandlers)) return;
  const part = (
    address: number,
  ): { read(address: number): number; write(address: number, value: number): void } =>
    (address & 0x1000) !== 0 ? cartridge : (address & 0x80) !== 0 ? pia : tia;
  bus.read = (wide) => {
    const address = wide & 0x1fff;
    bus._lastAddressBusValue = address;
    bus._lastDataBusValue = part(address).read(address);
    return bus._lastDataBusValue;
  };
  bus.write = (wide, value) => {
    const address = wide & 0x1fff;
    bus._lastDataBusValue = value;
    bus._lastAddressBusValue = address;
    part(address).write(address, value);
  };
}
