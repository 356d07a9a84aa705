/** The page's CSP nonce, for libraries that add style elements. */
export function cspNonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}
