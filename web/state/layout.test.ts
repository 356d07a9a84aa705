import { expect, test } from "vitest";
import { createLayout, pressPhoneRail, pressRail, usualSizes } from "./layout.ts";

const keep = (kept: Record<string, string> = {}) => ({
  getItem: (key: string) => kept[key] ?? null,
  setItem: (key: string, value: string) => void Object.assign(kept, { [key]: value }),
});

test("a press on the shown panel closes it, on another one shows that", () => {
  const layout = createLayout(keep()).getState();
  expect(pressRail(layout, "files")).toEqual({ sideOpen: false });
  expect(pressRail(layout, "search")).toEqual({ side: "search", sideOpen: true });
  expect(pressRail({ ...layout, sideOpen: false }, "files")).toEqual({ side: "files", sideOpen: true });
});

test("on a phone a second press goes back to the editor", () => {
  const layout = createLayout(keep()).getState();
  expect(pressPhoneRail(layout, "terminal")).toEqual({ phone: "terminal" });
  expect(pressPhoneRail({ ...layout, phone: "terminal" }, "terminal")).toEqual({ phone: undefined });
  expect(pressPhoneRail(layout, "search")).toEqual({ phone: "search", side: "search" });
});

test("sizes outlive the page, the phone's open panel does not", () => {
  const storage = keep();
  const sizes = { ...usualSizes, wide: { ...usualSizes.wide, side: 300 } };
  createLayout(storage).set({ sizes, rightOpen: false, phone: "files" });
  expect(createLayout(storage).getState()).toMatchObject({ sizes, rightOpen: false, phone: undefined });
});

test("an old or broken layout falls back to the usual one", () => {
  expect(createLayout(keep({ "glasshouse.layout": '{"side":"files"}' })).getState().sizes).toEqual(usualSizes);
});

test("a layout of a version without the assistant is kept, with the assistant closed", () => {
  const { chat: _chat, ...old } = usualSizes.wide;
  const sizes = { wide: { ...old, side: 300 }, medium: old };
  const kept = { side: "files", sideOpen: false, bottomOpen: true, rightOpen: true, sizes };
  const layout = createLayout(keep({ "glasshouse.layout": JSON.stringify(kept) })).getState();
  expect(layout).toMatchObject({ sideOpen: false, chatOpen: false });
  expect(layout.sizes.wide).toEqual({ ...usualSizes.wide, side: 300 });
});
