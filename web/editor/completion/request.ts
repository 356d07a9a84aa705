/** One provider's request for one place: when it may be asked, what it has answered so far, and how it is called off. */
import type { InlineProvider, InlineRequest } from "../../../shared/completion/provider.ts";

export interface RequestListener {
  text(text: string): void;
  failed(error: unknown): void;
}

export class ProviderRequest {
  readonly provider: InlineProvider;
  readonly request: InlineRequest;
  /** Where it was asked for, moved along with the document. */
  origin: number;
  /** The answer so far, as its listener cleaned it. */
  text = "";
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout> | undefined;

  constructor(provider: InlineProvider, request: InlineRequest, origin: number, listener: RequestListener) {
    this.provider = provider;
    this.request = request;
    this.origin = origin;
    const delay = request.trigger === "manual" ? 0 : provider.debounceMs;
    // Without a delay not by a timer: behind the key's frame and its tasks it comes 20 ms later (measured).
    if (delay > 0) this.timer = setTimeout(() => void this.run(listener), delay);
    else queueMicrotask(() => void this.run(listener));
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }

  private async run(listener: RequestListener): Promise<void> {
    const { signal } = this.controller;
    if (signal.aborted) return;
    let heard = "";
    const hear = (text: string) => {
      if (signal.aborted || !text || text === heard) return;
      heard = text;
      listener.text(text);
    };
    try {
      const answer = await this.provider.complete(this.request, hear, signal);
      if (answer) hear(answer.text);
    } catch (error) {
      if (!signal.aborted) listener.failed(error);
    }
  }
}
