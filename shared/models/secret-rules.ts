/** How secrets look, as data: tokens by the prefixes and lengths that their makers publish, and passwords by where they stand. */

export interface SecretRule {
  name: string;
  /** Global; what its group `secret` matches is the secret, the whole match where there is no such group. */
  pattern: RegExp;
  /** The prefix alone also begins ordinary words: what matches must look random too. */
  random?: true;
}

export const secretRules: readonly SecretRule[] = [
  { name: "age key", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g },
  { name: "AWS key id", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { name: "GitHub token", pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{22,}/g },
  { name: "GitLab token", pattern: /\bgl(?:pat|dt|rt|cbt|oas|ptt|ft|agent|soat|imt)-[\w-]{20,}/g },
  { name: "Slack token", pattern: /\bxox[abeoprs](?:\.[\w-]+)?-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/g },
  { name: "Slack hook", pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[\w/]{20,})/g },
  { name: "Stripe key", pattern: /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{24,}/g },
  { name: "npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: "registry token", pattern: /(?:^|:)_(?:authToken|auth|password)\s*=\s*(?<secret>[^\s"'$]{8,})/gm },
  { name: "model service key", pattern: /\bsk-[\w-]{20,}/g, random: true },
  { name: "Hugging Face token", pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { name: "Google key", pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/g },
  { name: "JWT", pattern: /\beyJ[\w-]{10,400}\.[\w-]{10,}\.[\w-]{10,}/g },
  { name: "SendGrid key", pattern: /\bSG\.[\w-]{20,}\.[\w-]{40,}/g },
  { name: "Twilio key", pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/g },
  { name: "Azure key", pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,}={0,2})/g },
  { name: "DigitalOcean token", pattern: /\bdo[opr]_v1_[0-9a-f]{64}/g },
  { name: "PyPI token", pattern: /\bpypi-[\w-]{50,}/g },
  { name: "Vault token", pattern: /\bhv[sbr]\.[\w-]{24,}/g },
  { name: "Shopify token", pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  { name: "Docker token", pattern: /\bdckr_(?:pat|oat)_[\w-]{20,}/g },
  { name: "Databricks token", pattern: /\bdapi[0-9a-f]{32}/g },
  { name: "Telegram token", pattern: /\b\d{8,10}:AA[\w-]{33}/g },
  { name: "Linear key", pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,}/g },
  {
    name: "password in an address",
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'`<>{}$]{0,80}:(?<secret>[^\s@/"'`<>{}$]{3,120})@/gi,
  },
  { name: "authorization header", pattern: /\b(?:Bearer|Basic)\s+(?<secret>[\w+/.~-]{20,}={0,2})/g, random: true },
  {
    name: "quoted value of a secret's name",
    pattern: named(
      String.raw`["'\x60\]]*\s*(?::\s*[A-Za-z]+\s*)?(?:[:=]=?|=>)\s*(?<quote>["'\x60])(?<secret>[^"'\x60\s]{8,300})\k<quote>`,
    ),
    random: true,
  },
  {
    name: "argument after a secret's name",
    pattern: named(String.raw`(?<quote>["'\x60]),\s*(?<other>["'\x60])(?<secret>[^"'\x60\s]{16,300})\k<other>`),
    random: true,
  },
  {
    name: "plain value of a secret's name",
    pattern: named(String.raw`[ \t]*[:=][ \t]*(?<secret>[^\s"'\x60()[\]{}<>,;]{8,300})[ \t]*$`, "gim"),
    random: true,
  },
];

/** What stands behind a name that tells of a secret. */
function named(value: string, flags = "gi"): RegExp {
  const words =
    "pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|auth[_-]?key|client[_-]?key";
  return new RegExp(`(?:${words})\\w{0,24}${value}`, flags);
}
