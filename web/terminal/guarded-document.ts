/**
 * xterm adds style elements without a nonce and sets `style` attributes; the page's content security policy refuses both.
 * It takes a document to work with, so it gets one whose new elements carry the nonce and set styles through the CSSOM.
 */
export function guardedDocument(page: Document, nonce: string): Document {
  const createElement = guardedCreate(page, nonce);
  return new Proxy(page, {
    get(target, key) {
      if (key === "createElement") return createElement;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}

/**
 * Runs `open` while the page itself creates guarded elements: xterm 6 hands the page's own document, not the one it was
 * given, to its viewport (`a ?? b ? c : d`), which adds one style element when it is made.
 */
export function whileGuarded(page: Document, nonce: string, open: () => void): void {
  Object.defineProperty(page, "createElement", { configurable: true, value: guardedCreate(page, nonce) });
  try {
    open();
  } finally {
    Reflect.deleteProperty(page, "createElement");
  }
}

function guardedCreate(page: Document, nonce: string) {
  const create = Document.prototype.createElement.bind(page);
  return (tag: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    else element.setAttribute = setAttributeByCssom;
    return element;
  };
}

function setAttributeByCssom(this: HTMLElement, name: string, value: string) {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}
