/** One provider's request for one place: when it may be asked, what it has answered so far, and how it is called off. */
import type { InlineProvider, InlineRequest } from "../../../shared/completion/provider.ts";

export interface RequestListener {
  text(text: string): void;
  failed(error: unknown): void;
  /** The answer is complete; not called after `cancel` or `stop`. */
  ended(text: string): void;
}

export class ProviderRequest {
  readonly provider: InlineProvider;
  readonly request: InlineRequest;
  readonly startedMs: number;
  /** Where it was asked for, moved along with the document. */
  origin: number;
  /** The answer so far, and the same as its listener cleaned it. */
  heard = "";
  text = "";
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(provider: InlineProvider, request: InlineRequest, place: RequestPlace, listener: RequestListener) {
    this.provider = provider;
    this.request = request;
    this.origin = place.origin;
    this.startedMs = place.nowMs;
    // Without a delay not by a timer: behind the key's frame and its tasks it comes 20 ms later (measured).
    if (place.delayMs > 0) this.timer = setTimeout(() => void this.run(listener, place.known), place.delayMs);
    else queueMicrotask(() => void this.run(listener, place.known));
  }

  /** True while more of the answer may come. */
  get running(): boolean {
    return !this.over;
  }

  /** Ends the request; what it has answered so far may stay on the screen. */
  cancel(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.controller.abort();
  }

  private async run(listener: RequestListener, known: string | undefined): Promise<void> {
    const { signal } = this.controller;
    if (signal.aborted) return;
    const hear = (text: string) => {
      if (signal.aborted || !text || text === this.heard) return;
      this.heard = text;
      listener.text(text);
    };
    try {
      if (known !== undefined) hear(known);
      else hear((await this.provider.complete(this.request, hear, signal))?.text ?? "");
      if (signal.aborted) return;
      this.over = true;
      listener.ended(this.heard);
    } catch (error) {
      if (signal.aborted) return;
      this.over = true;
      listener.failed(error);
    }
  }
}

export interface RequestPlace {
  origin: number;
  nowMs: number;
  /** How long typing must pause before the provider is asked. */
  delayMs: number;
  /** What the provider has said here before; then it is not asked. */
  known: string | undefined;
}
