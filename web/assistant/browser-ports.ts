/** The socket and the timers of this browser. */
import type { AssistantSocketPorts, Socket } from "./assistant-socket.ts";

export function browserPorts(): AssistantSocketPorts {
  return {
    connect: () => browserSocket(new WebSocket(new URL("/assistant", location.href.replace(/^http/, "ws")))),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

function browserSocket(socket: WebSocket): Socket {
  const port: Socket = {
    onOpen: () => {},
    onMessage: () => {},
    onClose: () => {},
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.onopen = () => port.onOpen();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") port.onMessage(data);
  };
  socket.onclose = ({ code, reason }) => port.onClose(code, reason);
  return port;
}
