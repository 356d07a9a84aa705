import { type DatagramDescription, take, takeFailure } from "./datagram-socket.ts";
import type { Flow, Peer } from "./process.ts";
import { datagramCostBytes, flowWindowBytes } from "./protocol.ts";

/** Posts what arrives on a UDP socket, at most `flowWindowBytes` ahead of the acknowledgements; the rest waits in its buffer. */
export function datagramFlow(socket: DatagramDescription, fd: number, peer: Peer): Flow {
  const flow: Flow = {
    peer,
    unacknowledged: 0,
    stop: () => {
      const index = socket.readers.indexOf(flow.pump);
      if (index >= 0) socket.readers.splice(index, 1);
    },
    pump: () => {
      const error = takeFailure(socket);
      if (error) peer.post({ type: "datagram", fd, data: new Uint8Array(0), address: "", port: 0, error });
      while (flow.unacknowledged < flowWindowBytes) {
        const datagram = take(socket);
        if (!datagram) return;
        const { data, from } = datagram;
        flow.unacknowledged += data.length + datagramCostBytes;
        peer.post({ type: "datagram", fd, data, address: from.address, port: from.port });
      }
    },
  };
  socket.readers.push(flow.pump);
  return flow;
}
