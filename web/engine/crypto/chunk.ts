/** The entry of the chunk `crypto`: the two bindings that share keys, certificates and secure contexts. */
export { createTlsWrapBinding } from "../tls/tls-wrap.ts";
export { createBinding } from "./binding.ts";
