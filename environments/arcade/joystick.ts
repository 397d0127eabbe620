/** The eighteen joystick actions in the order of the Arcade Learning Environment. */
export const actionNames: readonly string[] = [
  "noop",
  "fire",
  "up",
  "right",
  "left",
  "down",
  "up right",
  "up left",
  "down right",
  "down left",
  "up fire",
  "right fire",
  "left fire",
  "down fire",
  "up right fire",
  "up left fire",
  "down right fire",
  "down left fire",
];
export const actionCount: number = actionNames.length;

const table = (positive: string, negative: string): Int8Array =>
  Int8Array.from(actionNames, (name) => {
    const words = name.split(" ");
    return Number(words.includes(positive)) - Number(words.includes(negative));
  });

/** -1 left, 0, 1 right. */
export const horizontal: Int8Array = table("right", "left");
/** 1 up (stick pushed forward), 0, -1 down. */
export const vertical: Int8Array = table("up", "down");
/** 1 where the button is pressed. */
export const firing: Int8Array = table("fire", "");
