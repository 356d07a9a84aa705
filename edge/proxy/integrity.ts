/** Subresource integrity as npm writes it: "sha512-<base64>", several apart by spaces, the strongest counts. */
const algorithms = { sha512: "SHA-512", sha384: "SHA-384", sha256: "SHA-256", sha1: "SHA-1" } as const;

/** Whether `bytes` have the strongest hash that `integrity` states; false when it states none that we know. */
export async function matchesIntegrity(bytes: Uint8Array<ArrayBuffer>, integrity: string): Promise<boolean> {
  const stated = integrity.split(/\s+/);
  for (const [name, algorithm] of Object.entries(algorithms)) {
    const hashes = stated.filter((entry) => entry.startsWith(`${name}-`)).map((entry) => entry.slice(name.length + 1));
    if (hashes.length === 0) continue;
    const digest = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
    return hashes.includes(btoa(String.fromCharCode(...digest)));
  }
  return false;
}
