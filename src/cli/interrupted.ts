import { EvofrontError } from "../base/index.ts";

/** The user stopped a run with Ctrl-C; what there is so far is safe. Its exit code is 128 + SIGINT, as in shells. */
export class Interrupted extends EvofrontError {
  override readonly name = "Interrupted";
  override readonly exitCode: number = 130;
}
