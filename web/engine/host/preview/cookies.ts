import { CookieJar } from "../cookie-jar.ts";
import type { ToKernel } from "../preview-protocol.ts";

const onlyPort = 0;

/**
 * `document.cookie` of a preview's page: the kernel's jar holds the cookies, the browser's own store none of them.
 * The answer named those that the page starts with; changes follow over the page's port.
 */
export class PageCookies {
  #jar = new CookieJar();
  readonly #post: (message: ToKernel) => void;

  constructor(visible: string, post: (message: ToKernel) => void) {
    this.#post = post;
    this.show(visible);
  }

  /** What the kernel has now. */
  show(visible: string): void {
    this.#jar = new CookieJar();
    for (const pair of visible.split("; ")) if (pair) this.#jar.set(onlyPort, `${pair}; Path=/`, "/", Date.now());
  }

  /** Takes the place of the browser's own, whose store all workspaces would share. */
  install(page: Window & typeof globalThis, path: () => string): void {
    Object.defineProperty(page, "cookieStore", { configurable: true, value: undefined });
    Object.defineProperty(page.Document.prototype, "cookie", {
      configurable: true,
      enumerable: true,
      get: () => this.#jar.visible(onlyPort, "/", Date.now()),
      set: (line: unknown) => {
        // Shown at once; the kernel's own answer corrects the path.
        this.#jar.setByScript(onlyPort, `${String(line)}; Path=/`, "/", Date.now());
        this.#post({ type: "set-cookie", path: path(), line: String(line) });
      },
    });
    this.#post({ type: "watch-cookies", path: path() });
  }
}
