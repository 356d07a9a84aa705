import type { Handler } from "./calls-files.ts";
import type { StreamDescription } from "./descriptions.ts";
import type { FileTree } from "./file-tree.ts";
import type { Network } from "./network.ts";
import type { Thread } from "./process.ts";
import type { SystemCalls } from "./protocol.ts";
import { fail } from "./system-error.ts";
import type { Writes } from "./writes.ts";

type SocketCall = "listen" | "connect" | "listenPath" | "connectPath" | "shutdown";

export interface SocketParts {
  tree: FileTree;
  network: Network;
  writes: Writes;
}

/** System calls of the loopback network. */
export function socketCalls({ tree, network, writes }: SocketParts): { [N in SocketCall]: Handler<SystemCalls[N]> } {
  return {
    listen: ({ process, thread }, port, host) => {
      const listener = network.listen(port, host, (end, remotePort) => acceptInto(thread, () => fd, end, remotePort));
      const fd = process.install(listener);
      return { fd, port: listener.port };
    },
    connect: ({ process }, port, host) => {
      const { end, localPort } = network.connect(port, host);
      return { fd: process.install(end), localPort };
    },
    listenPath: ({ process, thread }, path) => {
      const listener = network.listenPath(tree, path, process.cwd, (end) => acceptInto(thread, () => fd, end, 0));
      const fd = process.install(listener);
      return { fd };
    },
    connectPath: ({ process }, path) => ({ fd: process.install(network.connectPath(tree, path, process.cwd)) }),
    shutdown: ({ process }, fd) => {
      const description = process.description(fd);
      if (description.type !== "stream") fail("ENOTSOCK");
      // Behind what is still waiting to be written.
      writes.write(description, new Uint8Array(0), () => description.outgoing.end());
      return null;
    },
  };
}

function acceptInto(thread: Thread, listener: () => number, end: StreamDescription, remotePort: number): void {
  const fd = thread.process.install(end);
  if (thread.parent) thread.descriptors.add(fd);
  thread.peer.post({ type: "connection", listener: listener(), fd, remotePort });
}
