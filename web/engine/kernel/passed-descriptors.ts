import type { Description } from "./descriptions.ts";
import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

/** A descriptor on its way to another process, with one byte of a pipe. */
export interface PassedDescriptor {
  readonly description: Description;
  /** Gives the reference up that it has while it travels: it was received, or nobody will read it. */
  drop(): void;
}

/** Sockets that one process gives to another through a pipe. */
export class PassedDescriptors {
  readonly #drop: (description: Description) => void;
  #travelling = 0;

  constructor(drop: (description: Description) => void) {
    this.#drop = drop;
  }

  /** EINVAL when it is nothing that can be given through `pipe`; ENOBUFS when too many are on their way. */
  pass(description: Description, pipe: Description): PassedDescriptor {
    if (pipe.type !== "stream" || pipe.kind === "socket") fail("EINVAL");
    if (description.type !== "stream" && description.type !== "listener" && description.type !== "datagram")
      fail("EINVAL");
    // Pipes that hold each other would never be released: their number is bounded, as on Linux.
    if (this.#travelling >= limits.passedDescriptors) fail("ENOBUFS");
    this.#travelling++;
    description.references++;
    let dropped = false;
    return {
      description,
      drop: () => {
        if (dropped) return;
        dropped = true;
        this.#travelling--;
        this.#drop(description);
      },
    };
  }
}
