/** The page in the client's hidden iframe: starts the kernel Worker, hands the client a port to it, and previews too. */
import * as v from "valibot";
import {
  askType,
  forwardType,
  type PageToKernel,
  portType,
  previewMessageSchema,
  previewOriginOf,
  previewPort,
} from "./page-protocol.ts";

const coepSchema = v.fallback(v.picklist(["require-corp", "credentialless", "none"]), "require-corp");
const messageSchema = v.variant("type", [
  v.object({ type: v.literal(askType) }),
  v.object({ type: v.literal(forwardType), message: previewMessageSchema }),
]);
const previewOrigin = previewOriginOf(window.location);
const coep = v.parse(coepSchema, new URLSearchParams(window.location.search).get("coep"));
const kernel = new Worker("/kernel.js", { name: "kernel" });
const editorOrigin = readEditorOrigin();

kernel.onerror = (event) => warn(`The engine's kernel failed: ${event.message}`);
window.addEventListener("message", onPreview);
if (editorOrigin) boot(editorOrigin);

function boot(origin: string): void {
  if (!window.crossOriginIsolated) warn("The engine's page is not cross-origin isolated: its programs cannot run.");
  const { port1, port2 } = new MessageChannel();
  tell({ type: "boot", port: port1, coep, previewOrigin }, [port1]);
  window.parent.postMessage({ type: "init" }, origin, [port2]);
}

/** The origin that frames us. `frame-ancestors` lets only the IDE in; the message goes to that origin and no other. */
function readEditorOrigin(): string | null {
  if (window.parent === window) return null;
  const [ancestor] = window.location.ancestorOrigins ?? [];
  if (ancestor) return ancestor;
  return document.referrer ? new URL(document.referrer).origin : null;
}

function onPreview({ data, origin, source, ports }: MessageEvent<unknown>): void {
  const number = previewPort(previewOrigin, origin);
  const message = v.safeParse(messageSchema, data);
  if (number === null || !message.success || ports.length > 0 || !(source && "location" in source)) return;
  if (message.output.type === forwardType) {
    tell({ type: "preview-message", number, message: message.output.message }, []);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  tell({ type: "preview", number, port: port1 }, [port1]);
  source.postMessage({ type: portType }, { targetOrigin: origin, transfer: [port2] });
}

function tell(message: PageToKernel, transfer: Transferable[]): void {
  kernel.postMessage(message, transfer);
}

function warn(message: string): void {
  if (editorOrigin) window.parent.postMessage({ type: "warning", level: "error", message }, editorOrigin);
}
