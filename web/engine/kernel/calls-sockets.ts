import type { Handler } from "./calls-files.ts";
import { resetStream } from "./descriptions.ts";
import type { FileTree } from "./file-tree.ts";
import { limits } from "./limits.ts";
import type { Network } from "./network.ts";
import type { SystemCalls } from "./protocol.ts";
import { fail } from "./system-error.ts";
import type { Writes } from "./writes.ts";

type SocketCall = "listen" | "accept" | "connect" | "listenPath" | "connectPath" | "shutdown" | "reset";

export interface SocketParts {
  tree: FileTree;
  network: Network;
  writes: Writes;
}

/** System calls of the loopback network's streams. */
export function socketCalls({ tree, network, writes }: SocketParts): { [N in SocketCall]: Handler<SystemCalls[N]> } {
  return {
    listen: ({ process, thread }, port, host, flags = 0, backlog = limits.backlog) => {
      process.requireRoom();
      const listener = network.listen(port, host, flags, backlog);
      const fd = process.install(listener);
      process.startReading(fd, thread.peer);
      return { fd, port: listener.port };
    },
    accept: ({ process, thread }, fd) => {
      const description = process.description(fd);
      if (description.type === "stream") fail("EINVAL");
      if (description.type !== "listener") fail("ENOTSOCK");
      process.startReading(fd, thread.peer);
      return null;
    },
    connect: ({ process }, port, host, localPort = 0, localHost = "") => {
      process.requireRoom();
      const end = network.connect(port, host, { address: localHost, port: localPort });
      return { fd: process.install(end), localPort: end.names?.local.port ?? 0 };
    },
    listenPath: ({ process, thread }, path, backlog = limits.backlog) => {
      process.requireRoom();
      const fd = process.install(network.listenPath(tree, path, process.cwd, backlog));
      process.startReading(fd, thread.peer);
      return { fd };
    },
    connectPath: ({ process }, path) => {
      process.requireRoom();
      return { fd: process.install(network.connectPath(tree, path, process.cwd)) };
    },
    shutdown: ({ process }, fd) => {
      const description = process.description(fd);
      if (description.type !== "stream") fail("ENOTSOCK");
      // Behind what is still waiting to be written.
      writes.write(description, new Uint8Array(0), () => description.outgoing.end());
      return null;
    },
    reset: ({ process, thread }, fd) => {
      const description = process.description(fd);
      if (description.type !== "stream") fail("ENOTSOCK");
      resetStream(description);
      process.close(fd);
      thread.peer.post({ type: "closed", fd });
      return null;
    },
  };
}
