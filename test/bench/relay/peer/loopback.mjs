/** Loaded before the peer, which would listen on every interface of the machine: it gets the loopback one. */
import { Server } from "node:net";

const { listen } = Server.prototype;

Server.prototype.listen = function (port) {
  return listen.call(this, port, "127.0.0.1");
};
