import { describe, expect, it } from "vitest";
import { CollectedOutput } from "./collected-output.ts";
import { streamPair } from "./descriptions.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (outputs: (Uint8Array | null)[]) => outputs.map((one) => one && new TextDecoder().decode(one));

describe("the output of a child that is waited for", () => {
  it("is counted on all pipes together; the read that passes the limit is whole, what comes behind is lost", () => {
    const [out, childOut] = streamPair("pipe");
    const [err, childErr] = streamPair("pipe");
    let full = 0;
    const output = new CollectedOutput([null, out, err], 5, () => {
      full++;
      output.close();
    });
    output.start();
    childOut.outgoing.push(bytes("1234"));
    childErr.outgoing.push(bytes("5678"));
    const taken = childOut.outgoing.push(bytes("90"));
    expect([texts(output.finish()), full, taken]).toEqual([[null, "1234", "5678"], 1, 0]);
  });

  it("without a limit is whole", () => {
    const [out, childOut] = streamPair("pipe");
    const output = new CollectedOutput([out], 0, () => {});
    output.start();
    for (let count = 0; count < 3; count++) childOut.outgoing.push(bytes("x".repeat(60_000)));
    expect(output.finish()[0]?.length).toBe(180_000);
  });
});
