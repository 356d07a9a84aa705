/** Clock, random and network of a host that has the web platform's globals: both of ours. */
import type { Clock, Fetch, Log, Random } from "../ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

export const systemFetch: Fetch = (url, init) => fetch(url, init);

/** One JSON line an event; never a token, a cookie or a person's text. */
export const consoleLog: Log = (event, details) => {
  console.error(JSON.stringify({ event, ...details }));
};
