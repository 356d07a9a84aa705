/** The plainest relay there is, in a process of its own: what a client sends goes to the endpoint, what comes back to the client. */
import { connect, createServer } from "node:net";

const endpoint = new URL(process.argv[2] ?? "");

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port: Number(endpoint.port), host: endpoint.hostname, noDelay: true });
  client.on("data", (bytes) => upstream.write(bytes));
  upstream.on("data", (bytes) => client.write(bytes));
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    socket.on("close", () => other.destroy());
    // Ended by the bench.
    socket.on("error", () => undefined);
  }
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(address && typeof address === "object" ? address.port : 0);
});
// The bench has ended, whichever way.
process.stdin.on("end", () => process.exit()).resume();
