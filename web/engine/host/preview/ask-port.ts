import { askType, portType } from "../page-protocol.ts";

/** The engine's origin and the port, by this preview's own name. */
export function engineOrigin(location: { protocol: string; host: string }): { origin: string; port: number } | null {
  const match = /^(.+)-(\d{1,5})\.(.+)$/.exec(location.host);
  return match ? { origin: `${location.protocol}//${match[1]}.${match[3]}`, port: Number(match[2]) } : null;
}

/** The frames of this tab, in one of which the engine's page stands. */
export function siblingFrames(): Window[] {
  const top = window.top ?? window;
  const frames: Window[] = [];
  for (let index = 0; index < top.length; index++) {
    const frame = top[index];
    if (frame && frame !== window) frames.push(frame);
  }
  return frames;
}

/** Asks the engine's page in the same tab for a MessagePort to the kernel; null when none answers in time. */
export function askForPort(timeoutMs: number): Promise<MessagePort | null> {
  const engine = engineOrigin(window.location);
  return new Promise((resolve) => {
    if (!engine) {
      resolve(null);
      return;
    }
    const finish = (port: MessagePort | null): void => {
      clearTimeout(timer);
      window.removeEventListener("message", listen);
      resolve(port);
    };
    const listen = ({ origin, data, ports }: MessageEvent<unknown>): void => {
      if (
        origin !== engine.origin ||
        typeof data !== "object" ||
        data === null ||
        !("type" in data) ||
        data.type !== portType
      )
        return;
      const [port] = ports;
      if (port) finish(port);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    window.addEventListener("message", listen);
    for (const frame of siblingFrames()) frame.postMessage({ type: askType }, engine.origin);
  });
}
