/** How a completion's request goes out and its answer comes in. A host may have a quicker way than fetch. */
import type { Fetch } from "../ports.ts";

export interface UpstreamAnswer {
  status: number;
  header(name: string): string | undefined;
  /**
   * Hands every piece to `take` as it arrives, until `take` says that it wants no more or the answer is over.
   * Rejects when the connection breaks before. A piece is gone after the call: the next may be read into its place.
   */
  read(take: (bytes: Uint8Array) => boolean): Promise<void>;
}

export interface UpstreamRequest {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}

/** Posts; follows no redirect, which would carry the key elsewhere. Rejects when there is no answer. */
export type Upstream = (url: string, request: UpstreamRequest) => Promise<UpstreamAnswer>;

export function upstreamByFetch(fetch: Fetch): Upstream {
  return async (url, request) => {
    const response = await fetch(url, { method: "POST", redirect: "manual", ...request });
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      async read(take) {
        const reader = response.body?.getReader();
        if (!reader) return;
        try {
          for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
            if (!take(piece.value)) return;
          }
        } finally {
          // The stream may have failed already, and then there is nothing left to cancel.
          await reader.cancel().catch(() => undefined);
        }
      },
    };
  };
}
