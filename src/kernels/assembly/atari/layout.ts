/**
 * Where everything of one console lies, as offsets from its address `s`. All of it is plain bytes, so that a copy of
 * `SIZE` bytes is the whole console. Clocks are colour clocks (three a CPU cycle), counted from the start of the frame.
 */

/** Shared tables, at a fixed address below all consoles. */
export const MODES: usize = 4096;
export const OPERATIONS: usize = MODES + 256;
/** Distance from a sprite's counter to its next copy: 8 modes x 160 counters. */
export const DISTANCES: usize = OPERATIONS + 256;
/** Eight pixels for each of 256 patterns: byte i is 1 where bit i of the pattern is. */
export const SPREAD: usize = DISTANCES + 8 * 160;
/** 16 bytes of 0, 16 of 0xff, 16 of 0: masks for the ends of a stretch of pixels. */
export const ENDS: usize = SPREAD + 8 * 256;
/** Sixteen pixels of the playfield for each of 16 patterns of four columns. */
export const COLUMNS: usize = 8192;
/** The collision latches that each of 64 sets of objects sets when they show at one clock: 16 bits a set. */
export const LATCHES: usize = 8448;
/** Clocks since a sprite's counter last began a copy: 8 modes x 160 counters. */
export const SINCE: usize = LATCHES + 128;
/** Bytes with their bits in reverse. */
export const REVERSED: usize = SINCE + 8 * 160;
/** A line's worth of nothing. */
export const NOTHING_SHOWS: usize = 10_112;

// The CPU. Z is set where Z_OF is 0, N is bit 7 of N_OF; the other flags are 0 or 1.
export const A: usize = 0;
export const X: usize = 1;
export const Y: usize = 2;
export const S: usize = 3;
export const Z_OF: usize = 4;
export const N_OF: usize = 5;
export const CARRY: usize = 6;
export const OVERFLOW: usize = 7;
export const DECIMAL: usize = 8;
export const INTERRUPT: usize = 9;
/** The last value on the data bus: what undriven bits read. */
export const BUS: usize = 10;
/** 1 after an opcode that stops the processor for good. */
export const JAMMED: usize = 11;
/** 1 from a write to WSYNC until the next line begins. */
export const HALTED: usize = 12;
/** 1 once the program has ended a frame; `CUT_SHORT` where a write that came too late did. */
export const FRAME_DONE: usize = 13;
export const CUT_SHORT: i32 = 2;
/** Whether this frame's pixels are wanted. */
export const DRAWING: usize = 14;
/** 1 where a frame goes on from the call before, so that the next write to the video chip ends it. */
export const OVERDUE: usize = 15;
export const PC: usize = 16;
/** CPU cycles since the frame began. */
export const CYCLES: usize = 20;

// The PIA: RAM 128 bytes, ports, timer. The timer was VALUE at cycle TIMER_START and falls every DIVIDE cycles.
export const TIMER_VALUE: usize = 24;
export const TIMER_START: usize = 28;
export const TIMER_DIVIDE: usize = 32;
/** Joystick bits as the port reads them (0 is pressed), and the console's switches. */
export const PORT_A: usize = 36;
export const PORT_B: usize = 37;
export const DIRECTION_A: usize = 38;
export const DIRECTION_B: usize = 39;
export const OUTPUT_A: usize = 40;
export const OUTPUT_B: usize = 41;
/** Fire buttons as the pins read them: 0x80 is open. */
export const FIRE: usize = 42;
export const LATCHED: usize = 44;
export const LATCHING: usize = 46;
/** Whether the paddles' capacitors are grounded. */
export const DUMPED: usize = 47;
/** Cycle at which they were let go, and the cycles that each of four paddles then needs to read as charged. */
export const DUMP_END: usize = 48;
export const CHARGE: usize = 52;

// The cartridge.
export const ROM: usize = 68;
export const SCHEME: usize = 72;
/** Bank numbers; what each means, the scheme says. */
export const BANKS: usize = 73;
/** Whether a SuperChip's RAM has shown itself. */
export const SUPERCHIP: usize = 77;
/** FE: whether the last access was the one that announces a switch; then the last address. */
export const ANNOUNCED: usize = 78;
export const LAST_ADDRESS: usize = 80;
/** First line of the picture, a setting of the television; a byte. */
export const TOP: usize = 79;

// The beam. Everything before a line's first clock is done; within the line each part is done as far as was needed.
/** Clock at which the current line began. */
export const LINE_CLOCK: usize = 84;
/** Place in the line at which its pixels begin: 68, or 76 where HMOVE has made the blank longer. */
export const BLANK_END: usize = 88;
/** Lines since vertical sync ended. */
export const LINE: usize = 92;
/** Whether something has changed in this line, and whether nothing did in the one before. */
export const CHANGED: usize = 96;
export const QUIET: usize = 97;
export const VSYNC: usize = 98;
export const VBLANK: usize = 99;
/** Clock at which vertical sync began. */
export const VSYNC_START: usize = 100;
/** Whether HMOVE's extra clocks are being given out slot by slot, and how many slots have passed. */
export const MOVING: usize = 104;
/**
 * Where HMOVE's clocks have been given out at once: 1 + the place in the line at which they began; the objects that may
 * show during them or are not among those; and the slot in which the last object stops.
 */
export const AT_ONCE: usize = 105;
export const NEAR: usize = 106;
export const MOST: usize = 107;
export const MOVE_SLOT: usize = 108;
/** Place in the line up to which slots have been given out. */
export const MOVED_TO: usize = 436;
/** Clock before which the pending HMOVE takes effect; -1 where there is none. */
export const HMOVE_DUE: usize = 112;
/** Objects with a copy that is not where the counter alone would have it: a bit an object. */
export const UNDER_WAY: usize = 116;
/** The stretch of this line's pixels outside of which no object but the playfield shows. */
export const SPAN_FROM: usize = 120;
export const SPAN_TO: usize = 124;
/** First pixel of this line that has not yet been looked at for collisions and colours. */
export const SEEN: usize = 128;
/** Objects that have a pixel in this line's bytes, and objects whose last clock gave one. */
export const PRESENT: usize = 132;
export const EDGE: usize = 133;
/** The 15 collision latches, a bit a pair. */
export const COLLISIONS: usize = 136;
/** 1 once RSYNC has cut the line short. */
export const CUT: usize = 140;

// Colours (palette index = register / 2) and priorities.
export const COLOUR_BACKGROUND: usize = 144;
export const COLOUR_PLAYFIELD: usize = 145;
export const COLOUR_0: usize = 146;
export const COLOUR_1: usize = 147;
/** 0: normal, 1: playfield and ball on top, 2: score. */
export const PRIORITY: usize = 148;

// The playfield: its 20 bits left to right, and what it last showed.
export const PF: usize = 152;
export const PF_REFLECTED: usize = 156;
/** Reflection as it was read at the left edge or the middle. */
export const PF_MIRROR: usize = 157;
/** Whether `PF_LINE` is not what the registers say. */
export const PF_STALE: usize = 158;
/** First pixel whose playfield is not yet in the line's bytes; 0 where the whole line shows one pattern. */
export const PF_X: usize = 160;
export const PF_ON: usize = 164;

// Sprites: player 0, player 1, missile 0, missile 1, ball; 48 bytes each.
export const SPRITES: usize = 168;
export const SPRITE_BYTES: usize = 48;
/** Place in the line, 0..159, counted from the last reset: at the line's first pixel or, under way, now. */
export const COUNTER: usize = 0;
/** Next pixel to be done. */
export const SPRITE_X: usize = 4;
/** While a copy is drawn: clocks since it began, negative before its first pixel. */
export const RENDER: usize = 8;
export const RENDERING: usize = 12;
/** Extra clocks HMOVE asks for, 0..15, and whether they are still being given. */
export const MOTION: usize = 13;
export const GETS_CLOCKS: usize = 14;
/** Copies and spacing: the low three bits of NUSIZ. */
export const COPIES: usize = 15;
/** Players: clocks a pixel (1, 2, 4), what it will become, and after how many pixels (-1: nothing pends). */
export const STRETCH: usize = 16;
export const STRETCH_NEXT: usize = 17;
export const STRETCH_WAIT: usize = 20;
/** Players: the bit of the pattern that is next. */
export const SAMPLE: usize = 24;
/** Players: pattern as written, as delayed, and as shown (bit 0 leftmost). */
export const PATTERN_NEW: usize = 28;
export const PATTERN_OLD: usize = 29;
export const PATTERN: usize = 30;
export const REFLECTED: usize = 31;
export const DELAYED: usize = 32;
/** Missiles and ball: enable bit as written, as delayed, and whether it shows. */
export const ENABLE_NEW: usize = 28;
export const ENABLE_OLD: usize = 29;
export const ENABLED: usize = 30;
/** Missiles: hidden and locked to the player. */
export const LOCKED: usize = 31;
/** Missiles and ball: width, and the width while the starfield effect lasts. */
export const WIDTH: usize = 33;
export const STAR_WIDTH: usize = 34;
/** Missiles and ball: the counter at HMOVE's last slot. */
export const LAST_SLOT: usize = 36;
/** This object's bit in a line's bytes. */
export const BIT: usize = 40;

export const PLAYER_0: usize = SPRITES;
export const PLAYER_1: usize = SPRITES + SPRITE_BYTES;
export const MISSILE_0: usize = SPRITES + 2 * SPRITE_BYTES;
export const MISSILE_1: usize = SPRITES + 3 * SPRITE_BYTES;
export const BALL: usize = SPRITES + 4 * SPRITE_BYTES;
export const PLAYFIELD_BIT: i32 = 32;

/** CPU cycles of the last whole frame. */
export const FRAME_CYCLES: usize = 408;

/**
 * Where the 4 KiB that the cartridge shows now lie in memory, or 0 where that is not so simple (switching inside the
 * 4 KiB, RAM in the cartridge, or a scheme that watches every access).
 */
export const CODE: usize = 412;

/** The places of the 4 KiB that are plain to read where the program runs, from and up to. */
export const WINDOW_FROM: usize = 440;
export const WINDOW_TO: usize = 444;

/** Up to 7 pairs (object's bit, colour), from the lowest priority up: what is being drawn. */
export const LAYERS: usize = 416;

/** What `VERSION_NOW` was when the console was switched on: a copy of its bytes says which layout they have. */
export const VERSION: usize = 448;
/** Counted up whenever a place above or its meaning changes. */
export const VERSION_NOW: i32 = 3;

/** CPU cycle from which on a write to the video chip ends the frame, which has had no vertical sync. */
export const OVERDUE_AT: usize = 452;
export const NEVER: i32 = 0x7fffffff;
/** Whether objects meet in the pixels that HMOVE blanks, and not during its clocks: see `motion.ts`. */
export const COMB: usize = 456;

/** RAM of the console. */
export const RAM: usize = 512;
/** RAM of the cartridge, up to 2 KiB. */
export const CARTRIDGE_RAM: usize = 640;
/** Which objects each of 160 pixels shows, a bit an object; room for what is written past the end. */
export const LINE_BITS: usize = 2752;
/** Palette indexes: 210 rows of 160. */
export const ROWS: i32 = 210;
/** Where the picture begins unless told. */
export const FIRST_LINE: i32 = 34;
/** What the playfield's registers make of a whole line. */
export const PF_LINE: usize = 2928;
export const SCREEN: usize = 3120;
/** Bytes of one console. */
export const SIZE: usize = SCREEN + 160 * 210 + 16;
