/**
 * xterm adds style elements without a nonce and colours its cells by `style` attributes; the page's content security policy
 * refuses both. Its `documentOverride` option does not help: viewport and rows take the page's own document.
 */

/** Runs `open` while style elements that the page creates get the nonce: xterm makes all of its own when it is opened. */
export function withStyleNonce(page: Document, nonce: string, open: () => void): void {
  const create = Document.prototype.createElement.bind(page);
  const value = (tag: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Object.defineProperty(page, "createElement", { configurable: true, value });
  try {
    open();
  } finally {
    Reflect.deleteProperty(page, "createElement");
  }
}

/** Makes `setAttribute("style", …)` on elements of `prototype` go through the CSSOM, which the policy allows. */
export function stylesByCssom(prototype: HTMLElement): void {
  prototype.setAttribute = function setAttribute(this: HTMLElement, name: string, value: string) {
    if (name === "style") this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
}
