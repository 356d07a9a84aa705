/** What never leaves for a model: files that hold secrets by their name, and keys by their look. */
const secretNames =
  /(?:^|\/)(?:\.env(?:\.[^/]*)?|[^/]*\.env|\.npmrc|\.netrc|\.pgpass|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)[^/]*|credentials(?:\.[^/]*)?|secrets?\.[^/]+|[^/]+\.(?:pem|key|p12|pfx|jks|keystore))$/i;
const secretFolders = /(?:^|\/)\.(?:ssh|aws|gnupg|kube|docker)\//i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** True for `.env` and its relatives, key files, and everything in folders that hold credentials. */
export function isSecretPath(path: string): boolean {
  const normal = path.replaceAll("\\", "/");
  return (
    (secretNames.test(normal) && !/\.env\.(?:example|sample|template)$/i.test(normal)) || secretFolders.test(normal)
  );
}

/** True for text that holds a private key. */
export function holdsPrivateKey(text: string): boolean {
  return privateKey.test(text);
}
