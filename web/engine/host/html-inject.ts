import { limits } from "./limits.ts";

/** Puts markup behind an HTML answer's opening `<head>` while it streams; bytes before that wait, at most 16 KiB. */
export class HtmlInjector {
  readonly #markup: Uint8Array;
  #held: Uint8Array | null = new Uint8Array(0);

  constructor(markup: string) {
    this.#markup = new TextEncoder().encode(markup);
  }

  /** What can go on now. */
  push(data: Uint8Array): Uint8Array {
    if (!this.#held) return data;
    const all = join(this.#held, data);
    const at = insertionPoint(all, all.length >= limits.htmlSearchBytes);
    if (at === null) {
      this.#held = all;
      return new Uint8Array(0);
    }
    this.#held = null;
    return join(all.subarray(0, at), this.#markup, all.subarray(at));
  }

  /** What was held back when the answer ends. */
  finish(): Uint8Array {
    const held = this.#held;
    if (!held) return new Uint8Array(0);
    this.#held = null;
    const at = insertionPoint(held, true) ?? 0;
    return join(held.subarray(0, at), this.#markup, held.subarray(at));
  }
}

/** Behind `<head>`; when no more is to come, behind `<html>` or the doctype, else at the front. */
function insertionPoint(bytes: Uint8Array, last: boolean): number | null {
  let text = "";
  for (const byte of bytes.subarray(0, limits.htmlSearchBytes)) text += String.fromCharCode(byte);
  const plain = text.replace(/<!--[\s\S]*?-->/g, (comment) => " ".repeat(comment.length));
  const head = /<head(\s[^>]*)?>/i.exec(plain);
  if (head) return head.index + head[0].length;
  if (!last) return null;
  const start = /<html(\s[^>]*)?>/i.exec(plain) ?? /<!doctype[^>]*>/i.exec(plain);
  return start ? start.index + start[0].length : 0;
}

function join(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
