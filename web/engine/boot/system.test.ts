import { expect, it } from "vitest";
import { createSystemPort } from "./system.ts";

it("what was under way for a closed descriptor does not reach the next one of its number", () => {
  const system = createSystemPort(() => {});
  const heard: (string | null)[] = [];
  const data = (text: string | null) =>
    system.deliver({ type: "data", fd: 5, data: text === null ? null : new TextEncoder().encode(text) });
  system.off("data", 5);
  system.forget(5);
  data(null);
  system.on("data", 5, (event) => heard.push(event.data && new TextDecoder().decode(event.data)));
  data("of the first");
  system.deliver({ type: "closed", fd: 5 });
  data("of the second");
  expect(heard).toEqual(["of the second"]);
});
