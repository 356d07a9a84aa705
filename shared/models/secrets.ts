/** Files that never leave for a model, by their names. */
const secretNames =
  /(?:^|\/)(?:\.env(?:\.[^/]*)?|[^/]*\.env|\.npmrc|\.netrc|\.pgpass|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)[^/]*|credentials(?:\.[^/]*)?|secrets?\.[^/]+|[^/]+\.(?:pem|key|p12|pfx|jks|keystore))$/i;
const secretFolders = /(?:^|\/)\.(?:ssh|aws|gnupg|kube|docker)\//i;

/** True for `.env` and its relatives, key files, and everything in folders that hold credentials. */
export function isSecretPath(path: string): boolean {
  const normal = path.replaceAll("\\", "/");
  return (
    (secretNames.test(normal) && !/\.env\.(?:example|sample|template)$/i.test(normal)) || secretFolders.test(normal)
  );
}
