/**
 * What each opcode of the 6507 does, as cases of the switch that `atari-processor.mjs` writes: an addressing mode spelled
 * out, then an operation on registers in local variables. `continue` ends an instruction, `break` leaves it to the
 * careful interpreter before anything has happened, or, with `written` set, lets the halt line be looked at.
 */

/** Operations on `value`, which was read. */
const reads = {
  LDA: "a = value;\nnz = value;",
  LDX: "x = value;\nnz = value;",
  LDY: "y = value;\nnz = value;",
  ORA: "a |= value;\nnz = a;",
  AND: "a &= value;\nnz = a;",
  EOR: "a ^= value;\nnz = a;",
  CMP: "carry = a >= value ? 1 : 0;\nnz = (a - value) & 0xff;",
  CPX: "carry = x >= value ? 1 : 0;\nnz = (x - value) & 0xff;",
  CPY: "carry = y >= value ? 1 : 0;\nnz = (y - value) & 0xff;",
  // Z of A and the value, N and V of the value.
  BIT: "nz = (a & value) | ((value & 0x80) << 8);\nv = value << 1;",
  ADC: sum("value", "add"),
  SBC: sum("(value ^ 0xff)", "subtract"),
};

/** A - M - (1 - C) is A + ~M + C. In decimal mode the digits are mended elsewhere. */
function sum(operand, decimal) {
  return `if (peek(s + DECIMAL) === 0) {
  const sum = a + ${operand} + carry;
  v = (a ^ sum) & (${operand} ^ sum);
  carry = sum >> 8;
  a = sum & 0xff;
  nz = a;
} else {
  poke(s + A, a);
  poke(s + CARRY, carry);
  ${decimal}(s, value);
  a = peek(s + A);
  carry = peek(s + CARRY);
  v = peek(s + OVERFLOW) << 7;
  nz = signs(s);
}`;
}

/** Operations on `value`, which is then written back. */
const changes = {
  ASL: "carry = value >> 7;\nvalue = (value << 1) & 0xff;\nnz = value;",
  LSR: "carry = value & 1;\nvalue >>= 1;\nnz = value;",
  ROL: "value = (value << 1) | carry;\ncarry = value >> 8;\nvalue &= 0xff;\nnz = value;",
  ROR: "value |= carry << 8;\ncarry = value & 1;\nvalue >>= 1;\nnz = value;",
  INC: "value = (value + 1) & 0xff;\nnz = value;",
  DEC: "value = (value - 1) & 0xff;\nnz = value;",
};

const within = {
  CLC: "carry = 0;",
  SEC: "carry = 1;",
  CLV: "v = 0;",
  CLD: "poke(s + DECIMAL, 0);",
  SED: "poke(s + DECIMAL, 1);",
  CLI: "poke(s + INTERRUPT, 0);",
  SEI: "poke(s + INTERRUPT, 1);",
  INX: "x = (x + 1) & 0xff;\nnz = x;",
  INY: "y = (y + 1) & 0xff;\nnz = y;",
  DEX: "x = (x - 1) & 0xff;\nnz = x;",
  DEY: "y = (y - 1) & 0xff;\nnz = y;",
  TAX: "x = a;\nnz = a;",
  TAY: "y = a;\nnz = a;",
  TXA: "a = x;\nnz = x;",
  TYA: "a = y;\nnz = y;",
  TSX: "x = sp;\nnz = sp;",
  TXS: "sp = x;",
  NOP: "",
};

/** How a mode gets `value`, its bytes and its cycles. `break` leaves the instruction to the careful interpreter. */
const fetching = {
  immediate: ["value = (word >> 8) & 0xff;", 2, 2],
  zeroPage: ["address = (word >> 8) & 0xff;\nvalue = low(s, address, address, c + 2);", 2, 3],
  zeroPageX: [indexedLow("x"), 2, 4],
  zeroPageY: [indexedLow("y"), 2, 4],
  absolute: [
    `address = (word >> 8) & 0xffff;
value = datum(s, address, address >> 8, c + 3, rom, first, last);
if (value < 0) break;`,
    3,
    4,
  ],
  absoluteX: [`address = (word >> 8) & 0xffff;\n${indexed("x", 3)}`, 3, 4],
  absoluteY: [`address = (word >> 8) & 0xffff;\n${indexed("y", 3)}`, 3, 4],
  indirectX: [
    `address = (((word >> 8) & 0xff) + x) & 0xff;
if (((word >> 8) & 0x80) === 0 || address < 0x80 || address === 0xff) break;
address = peek16(s + RAM - 0x80 + <usize>address);
value = datum(s, address, address >> 8, c + 5, rom, first, last);
if (value < 0) break;`,
    2,
    6,
  ],
  indirectY: [
    `address = (word >> 8) & 0xff;
if (address < 0x80 || address === 0xff) break;
address = peek16(s + RAM - 0x80 + <usize>address);
${indexed("y", 4)}`,
    2,
    5,
  ],
};

function indexedLow(register) {
  return `address = (((word >> 8) & 0xff) + ${register}) & 0xff;
if (address < 0x80) poke(s + BUS, low(s, (word >> 8) & 0xff, (word >> 8) & 0xff, c + 2));
value = low(s, address, peek(s + BUS), c + 3);`;
}

/** Where the index carries, the byte 256 below is read first, in a cycle of its own. */
function indexed(register, cycle) {
  return `value = (address & 0xff) + ${register};
address = (address + ${register}) & 0xffff;
if (value > 0xff) {
  const place = address & 0xfff;
  if ((address & 0x1000) === 0 || place - 0x100 < first || place >= last) break;
  value = peek(<usize>(rom + place));
  c += 1;
} else {
  value = datum(s, address, address >> 8, c + ${cycle}, rom, first, last);
  if (value < 0) break;
}`;
}

/** Stores of `register`. A write outside RAM may halt the processor or end the frame. */
function storing(mode, register) {
  const outside = (bytes, cycles, write) =>
    `at += ${bytes};\nc += ${cycles};\npoke(s + BUS, ${register});\n${write}\nwritten = true;\nbreak;`;
  const inside = (bytes, cycles) =>
    `poke(s + RAM + <usize>(address & 0x7f), ${register});\nat += ${bytes};\nc += ${cycles};\ncontinue;`;
  const zero = (cycles) => `if (address >= 0x80) {
${inside(2, cycles)}
}
${outside(2, cycles, `tiaWrite(s, address & 0x3f, ${register}, c - 1);`)}`;
  if (mode === "zeroPage") return `address = (word >> 8) & 0xff;\n${zero(3)}`;
  if (mode === "zeroPageX" || mode === "zeroPageY")
    return `address = (((word >> 8) & 0xff) + ${mode.at(-1).toLowerCase()}) & 0xff;\n${zero(4)}`;
  if (mode === "absolute")
    return `address = (word >> 8) & 0xffff;
if ((address & 0x1280) === 0x80) {
${inside(3, 4)}
}
if ((address & 0x1000) !== 0) break;
${outside(3, 4, `write(s, address, ${register}, c - 1);`)}`;
  if (mode === "indirectX")
    return `address = (((word >> 8) & 0xff) + x) & 0xff;
if (((word >> 8) & 0x80) === 0 || address < 0x80 || address === 0xff) break;
address = peek16(s + RAM - 0x80 + <usize>address);
if ((address & 0x1280) !== 0x80) break;
${inside(2, 6)}`;
  const index = mode.at(-1).toLowerCase();
  const pointer =
    mode === "indirectY"
      ? `address = (word >> 8) & 0xff;
if (address < 0x80 || address === 0xff) break;
address = peek16(s + RAM - 0x80 + <usize>address);`
      : "address = (word >> 8) & 0xffff;";
  const [bytes, cycles] = mode === "indirectY" ? [2, 6] : [3, 5];
  return `${pointer}
if ((address & 0xff) + ${index} > 0xff) break;
address += ${index};
if ((address & 0x1280) === 0x80) {
${inside(bytes, cycles)}
}
if ((address & 0x1080) !== 0) break;
${outside(bytes, cycles, `tiaWrite(s, address & 0x3f, ${register}, c - 1);`)}`;
}

/** Read-modify-writes in RAM. */
function changing(mode, operation) {
  const [place, bytes, cycles] = {
    zeroPage: ["address = (word >> 8) & 0xff;\nif (address < 0x80) break;", 2, 5],
    zeroPageX: ["address = (((word >> 8) & 0xff) + x) & 0xff;\nif (address < 0x80) break;", 2, 6],
    absolute: ["address = (word >> 8) & 0xffff;\nif ((address & 0x1280) !== 0x80) break;", 3, 6],
    absoluteX: [
      "address = ((word >> 8) & 0xffff) + x;\nif (((word >> 8) & 0xff) + x > 0xff || (address & 0x1280) !== 0x80) break;",
      3,
      7,
    ],
  }[mode];
  return `${place}
value = peek(s + RAM + <usize>(address & 0x7f));
${changes[operation]}
poke(s + RAM + <usize>(address & 0x7f), value);
at += ${bytes};
c += ${cycles};
continue;`;
}

/** After a jump to before what is plain to read. */
const astray = `if (at < from) {
  pc = (high + (at - rom)) & 0xffff;
  at = NOWHERE;
}`;

/** A branch; a page crossed takes a cycle more, in which a wrong place of the old page is read. */
function branching(condition) {
  return `at += 2;
c += 2;
if (${condition}) {
  const target = at + ((word << 16) >> 24);
  if (((target ^ at) & ~0xff) !== 0) {
    if (at - rom >= 0xf00) {
      at -= 2;
      c -= 2;
      break;
    }
    c += 1;
  }
  at = target;
  c += 1;
  ${astray}
}
continue;`;
}

/** Pushes on a stack that may lie in the video chip: a trick to write a flag to a register. */
function pushing(byte) {
  return `value = ${byte};
address = sp;
sp = (sp - 1) & 0xff;
at += 1;
c += 3;
if (address >= 0x80) {
  poke(s + RAM - 0x80 + <usize>address, value);
  continue;
}
poke(s + BUS, value);
tiaWrite(s, address & 0x3f, value, c - 1);
written = true;
break;`;
}

const special = {
  76: `address = (word >> 8) & 0xffff;
if ((address & 0x1000) === 0) break;
high = address & 0xf000;
at = rom + (address & 0xfff);
c += 3;
${astray}
continue;`,
  32: `if (sp < 0x81 || (word & 0x100000) === 0) break;
address = (high + (at - rom) + 2) & 0xffff;
poke(s + RAM - 0x80 + <usize>sp, address >> 8);
poke(s + RAM - 0x81 + <usize>sp, address & 0xff);
sp -= 2;
address = (word >> 8) & 0xffff;
high = address & 0xf000;
at = rom + (address & 0xfff);
c += 6;
${astray}
continue;`,
  96: `if (sp < 0x7f || sp > 0xfd) break;
address = (peek16(s + RAM - 0x7f + <usize>sp) + 1) & 0xffff;
if ((address & 0x1000) === 0) break;
sp += 2;
high = address & 0xf000;
at = rom + (address & 0xfff);
c += 6;
${astray}
continue;`,
  72: pushing("a"),
  8: pushing(
    "(((nz | (nz >> 8)) & 0x80) | ((v >> 1) & 0x40) | 0x30 | (peek(s + DECIMAL) << 3) | (peek(s + INTERRUPT) << 2) | ((nz & 0xff) === 0 ? 2 : 0) | carry)",
  ),
  104: `if (sp < 0x7f || sp === 0xff) break;
sp += 1;
a = peek(s + RAM - 0x80 + <usize>sp);
nz = a;
at += 1;
c += 4;
continue;`,
};

/** Opcode, operation, mode. */
function table() {
  const rows = [];
  const columns = [
    [0x01, "indirectX"],
    [0x05, "zeroPage"],
    [0x09, "immediate"],
    [0x0d, "absolute"],
    [0x11, "indirectY"],
    [0x15, "zeroPageX"],
    [0x19, "absoluteY"],
    [0x1d, "absoluteX"],
  ];
  const accumulator = ["ORA", "AND", "EOR", "ADC", "STA", "LDA", "CMP", "SBC"];
  for (const [i, operation] of accumulator.entries())
    for (const [column, mode] of columns)
      if (operation !== "STA" || mode !== "immediate") rows.push([32 * i + column, operation, mode]);
  const rest = `a2 LDX immediate,a6 LDX zeroPage,b6 LDX zeroPageY,ae LDX absolute,be LDX absoluteY,
    a0 LDY immediate,a4 LDY zeroPage,b4 LDY zeroPageX,ac LDY absolute,bc LDY absoluteX,
    86 STX zeroPage,96 STX zeroPageY,8e STX absolute,84 STY zeroPage,94 STY zeroPageX,8c STY absolute,
    e0 CPX immediate,e4 CPX zeroPage,ec CPX absolute,c0 CPY immediate,c4 CPY zeroPage,cc CPY absolute,
    24 BIT zeroPage,2c BIT absolute`;
  for (const entry of rest.split(",")) {
    const [opcode, operation, mode] = entry.trim().split(" ");
    rows.push([Number.parseInt(opcode, 16), operation, mode]);
  }
  for (const [i, operation] of ["ASL", "ROL", "LSR", "ROR", "", "", "DEC", "INC"].entries()) {
    if (operation === "") continue;
    rows.push([32 * i + 0x06, operation, "zeroPage"], [32 * i + 0x0e, operation, "absolute"]);
    rows.push([32 * i + 0x16, operation, "zeroPageX"], [32 * i + 0x1e, operation, "absoluteX"]);
  }
  return rows;
}

const implied = {
  24: "CLC",
  56: "SEC",
  184: "CLV",
  216: "CLD",
  248: "SED",
  88: "CLI",
  120: "SEI",
  232: "INX",
  200: "INY",
  202: "DEX",
  136: "DEY",
  170: "TAX",
  168: "TAY",
  138: "TXA",
  152: "TYA",
  186: "TSX",
  154: "TXS",
  234: "NOP",
};

/** N, V, C, Z: clear, set. */
const conditions = [
  "(nz & 0x8080) === 0",
  "(nz & 0x8080) !== 0",
  "(v & 0x80) === 0",
  "(v & 0x80) !== 0",
  "carry === 0",
  "carry !== 0",
  "(nz & 0xff) !== 0",
  "(nz & 0xff) === 0",
];

/** The cases of the switch over the opcodes, as source. */
export function cases() {
  const bodies = new Map(Object.entries(special).map(([opcode, body]) => [Number(opcode), body]));
  for (const [opcode, operation] of Object.entries(implied))
    bodies.set(Number(opcode), `${within[operation]}\nat += 1;\nc += 2;\ncontinue;`);
  for (const [i, condition] of conditions.entries()) bodies.set(0x10 + 32 * i, branching(condition));
  for (const [i, operation] of ["ASL", "ROL", "LSR", "ROR"].entries())
    bodies.set(0x0a + 32 * i, `value = a;\n${changes[operation]}\na = value;\nat += 1;\nc += 2;\ncontinue;`);
  for (const [opcode, operation, mode] of table()) {
    if (changes[operation] !== undefined) bodies.set(opcode, changing(mode, operation));
    else if (operation.startsWith("ST")) bodies.set(opcode, storing(mode, operation[2].toLowerCase()));
    else {
      const [fetch, bytes, cycles] = fetching[mode];
      // Most waits are for the timer to reach 0.
      const loads = opcode === 0xad || opcode === 0xae || opcode === 0xac || opcode === 0x2c;
      const wait = loads
        ? "if (address === 0x284 || address === 0x285) c += idle(s, value, at, c, limit);\n"
        : "";
      bodies.set(opcode, `${fetch}\n${wait}${reads[operation]}\nat += ${bytes};\nc += ${cycles};\ncontinue;`);
    }
  }
  return [...bodies]
    .sort(([a], [b]) => a - b)
    .map(([opcode, body]) => `case 0x${opcode.toString(16).padStart(2, "0")}: {\n${body}\n}`)
    .join("\n");
}
