import type { Handler } from "./calls-files.ts";
import type { DatagramDescription } from "./datagram-socket.ts";
import type { Datagrams } from "./datagrams.ts";
import type { Description } from "./descriptions.ts";
import type { Endpoint } from "./ip-address.ts";
import type { Process } from "./process.ts";
import type { DatagramOptionName, SystemCalls } from "./protocol.ts";
import { fail } from "./system-error.ts";

type DatagramCall =
  | "datagramBind"
  | "datagramConnect"
  | "datagramDisconnect"
  | "datagramSend"
  | "datagramOption"
  | "datagramMember"
  | "socketName";

/** What Linux leaves of a buffer's size, which it doubles: at least this, at most that. */
const bufferBytes = { least: 2304, most: 425_984 } as const;
const optionNames: readonly string[] = [
  "ttl",
  "multicastTtl",
  "multicastLoopback",
  "broadcast",
  "receiveBuffer",
  "sendBuffer",
] satisfies DatagramOptionName[];

/** System calls of UDP sockets, and the names of all sockets. */
export function datagramCalls(datagrams: Datagrams): { [N in DatagramCall]: Handler<SystemCalls[N]> } {
  return {
    datagramBind: ({ process }, host, port, flags) => {
      process.requireRoom();
      const socket = datagrams.bind(host, port, flags);
      return { fd: process.install(socket), port: socket.port };
    },
    datagramConnect: ({ process }, fd, host, port) => {
      datagrams.connect(socketOf(process, fd), host, port);
      return null;
    },
    datagramDisconnect: ({ process }, fd) => {
      datagrams.disconnect(socketOf(process, fd));
      return null;
    },
    datagramSend: ({ process, data }, fd, host, port) =>
      datagrams.send(socketOf(process, fd), data ?? fail("EINVAL"), host, port),
    datagramOption: ({ process }, fd, name, value) => {
      const { options } = socketOf(process, fd);
      if (!isOption(name)) return fail("EINVAL");
      if (value >= 0) options[name] = name.endsWith("Buffer") ? doubled(value) : value;
      return options[name];
    },
    datagramMember: ({ process }, fd, group, source, joins) => {
      datagrams.member(socketOf(process, fd), group, source, joins);
      return null;
    },
    socketName: ({ process }, fd, isPeer) => nameOf(datagrams, process.description(fd), isPeer),
  };
}

function isOption(name: string): name is DatagramOptionName {
  return optionNames.includes(name);
}

function doubled(value: number): number {
  return Math.min(bufferBytes.most, Math.max(bufferBytes.least, 2 * value));
}

function socketOf(process: Process, fd: number): DatagramDescription {
  const description = process.description(fd);
  return description.type === "datagram" ? description : fail("ENOTSOCK");
}

function nameOf(datagrams: Datagrams, description: Description, isPeer: boolean): Endpoint {
  switch (description.type) {
    case "stream": {
      const { names } = description;
      if (!names) return fail("ENOTCONN");
      return isPeer ? names.remote : names.local;
    }
    case "listener":
      if (isPeer || description.path !== null) return fail("ENOTCONN");
      return { address: description.ip.text, port: description.port };
    case "datagram": {
      if (!isPeer) return datagrams.localName(description);
      const remote = description.remote ?? fail("ENOTCONN");
      return { address: remote.ip.text, port: remote.port };
    }
    default:
      return fail("ENOTSOCK");
  }
}
