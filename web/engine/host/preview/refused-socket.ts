/**
 * WebSockets from a preview to its own server do not go through a service worker and are not passed on yet: such a socket says so
 * in the console and closes, instead of failing at the edge without a reason.
 */
const abnormalClosure = 1006;

/** A `WebSocket` class that refuses the page's own host and leaves every other to the browser's. */
export function refusingOwnHost(
  Native: typeof WebSocket,
  host: string,
  report: (text: string) => void,
): typeof WebSocket {
  return new Proxy(Native, {
    construct(target, [address, protocols]: [string | URL, (string | string[])?], newTarget) {
      const url = new URL(address, `ws://${host}`);
      if (url.host !== host)
        return Reflect.construct(target, protocols === undefined ? [address] : [address, protocols], newTarget);
      report(`WebSockets from a preview to its own server are not there yet: ${url.href} was not opened.`);
      const socket = new EventTarget();
      Object.setPrototypeOf(socket, target.prototype);
      const closed = {
        readyState: target.CLOSED,
        url: url.href,
        bufferedAmount: 0,
        protocol: "",
        extensions: "",
        binaryType: "blob",
      };
      for (const [name, value] of Object.entries(closed))
        Object.defineProperty(socket, name, { value, writable: true });
      for (const method of ["send", "close"]) Object.defineProperty(socket, method, { value: () => {} });
      for (const name of ["open", "message", "error", "close"]) {
        let handler: ((event: Event) => void) | null = null;
        Object.defineProperty(socket, `on${name}`, {
          get: () => handler,
          set: (next: typeof handler) => {
            handler = next;
          },
        });
        EventTarget.prototype.addEventListener.call(socket, name, (event) => handler?.(event));
      }
      queueMicrotask(() => {
        socket.dispatchEvent(new Event("error"));
        socket.dispatchEvent(new CloseEvent("close", { code: abnormalClosure, wasClean: false }));
      });
      return socket;
    },
  });
}
