/** Leaves loops: `break` and `continue`, with the number of loops they concern. */
export class LoopSignal extends Error {
  readonly kind: "break" | "continue";
  levels: number;
  constructor(kind: "break" | "continue", levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return` leaves a function or a sourced file. */
export class ReturnSignal extends Error {
  readonly status: number;
  constructor(status: number) {
    super("return");
    this.status = status;
  }
}

/** `exit` leaves the shell or subshell. */
export class ExitSignal extends Error {
  readonly status: number;
  constructor(status: number) {
    super("exit");
    this.status = status;
  }
}

/** Ctrl-C, or the end of a cancelled job: leaves everything that runs. */
export class Interrupted extends Error {}
