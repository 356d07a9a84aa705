/** How the programs `code` and `xdg-open` reach the client's listeners: one JSON message over a socket in the file tree. */
import * as v from "valibot";
import type { StreamDescription } from "../kernel/descriptions.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { limits as kernelLimits } from "../kernel/limits.ts";
import { startAccepting } from "../kernel/listener.ts";
import { limits } from "./limits.ts";

/** Programs find the socket by this name in their environment. */
export const editorVariable = "GLASSHOUSE_EDITOR";
export const editorSocketPath = "/run/editor.sock";

const place = v.pipe(v.number(), v.integer(), v.minValue(1));
const messageSchema = v.variant("event", [
  v.object({ event: v.literal("xdg-open"), text: v.string() }),
  v.object({
    event: v.literal("code"),
    type: v.picklist(["open", "diff"]),
    files: v.array(v.object({ filepath: v.string(), line: v.exactOptional(place), column: v.exactOptional(place) })),
  }),
]);
export type EditorMessage = v.InferOutput<typeof messageSchema>;

/** Listens for the life of the kernel; what is no message, or too long, is dropped. */
export function listenForEditor({ tree, network, processes }: Kernel, tell: (message: EditorMessage) => void): void {
  const listener = network.listenPath(tree, editorSocketPath, "/", kernelLimits.backlog);
  startAccepting(listener, (end) => {
    end.references++;
    receive(end, (text) => {
      processes.drop(end);
      const message = v.safeParse(messageSchema, parseJson(text));
      if (message.success) tell(message.output);
    });
    return true;
  });
}

/** The bytes up to the writer's end as text; "" when there are too many. */
function receive(end: StreamDescription, done: (text: string) => void): void {
  const decoder = new TextDecoder();
  let text = "";
  const read = (): void => {
    for (;;) {
      const data = end.incoming.pull(limits.editorMessageBytes);
      if (!data) {
        end.incoming.whenReadable(read);
        return;
      }
      text += decoder.decode(data, { stream: true });
      if (data.length === 0 || text.length > limits.editorMessageBytes) break;
    }
    done(text.length > limits.editorMessageBytes ? "" : text);
  };
  read();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what any program may write into the socket
  }
}
