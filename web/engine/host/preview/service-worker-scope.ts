/** What a service worker sees, as far as ours uses it: the compiler's own list cannot stand beside the page's. */
export interface PageClient {
  readonly id: string;
  postMessage(message: unknown): void;
}
export interface LifeEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
export interface PageMessageEvent extends LifeEvent {
  readonly data: unknown;
  readonly source: PageClient | null;
  readonly ports: readonly MessagePort[];
}
export interface RequestEvent extends LifeEvent {
  readonly request: Request;
  readonly clientId: string;
  readonly resultingClientId: string;
  respondWith(response: Promise<Response>): void;
}
export interface ServiceWorkerScope {
  readonly location: { readonly origin: string };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly PageClient[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "message", listener: (event: PageMessageEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}
