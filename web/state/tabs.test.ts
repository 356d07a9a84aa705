import { expect, test } from "vitest";
import { stateLimits } from "./limits.ts";
import { closeTab, cycleTab, keepExisting, moveTab, noTabs, openTab, reopenTab, type Tabs } from "./tabs.ts";

const opened = (...ids: string[]): Tabs => ids.reduce(openTab, noTabs);

test("a new file opens to the right of the one that is shown", () => {
  const tabs = openTab({ ...opened("a", "b"), active: "a" }, "c");
  expect(tabs).toMatchObject({ open: ["a", "c", "b"], active: "c" });
});

test("opening an open file only shows it", () => {
  expect(openTab(opened("a", "b"), "a")).toMatchObject({ open: ["a", "b"], active: "a" });
});

test("closing shows the right neighbour, at the end the left one, and the last leaves nothing", () => {
  const middle = closeTab({ ...opened("a", "b", "c"), active: "b" }, "b");
  expect(middle).toMatchObject({ open: ["a", "c"], active: "c" });
  const end = closeTab(middle, "c");
  expect(end).toMatchObject({ open: ["a"], active: "a" });
  expect(closeTab(end, "a")).toEqual({ open: [], active: undefined, closed: ["b", "c", "a"] });
});

test("closing another tab leaves the shown one", () => {
  expect(closeTab(opened("a", "b"), "a")).toMatchObject({ open: ["b"], active: "b" });
  expect(closeTab(opened("a"), "x")).toEqual(opened("a"));
});

test("reopening skips files that are gone", () => {
  const tabs = closeTab(closeTab(opened("a", "b", "c"), "b"), "c");
  expect(reopenTab(tabs, (id) => id !== "c")).toMatchObject({ active: "b" });
  expect(reopenTab(tabs, () => false).closed).toEqual([]);
});

test("the memory of closed tabs is bounded", () => {
  const ids = Array.from({ length: stateLimits.closedTabs + 5 }, (_, index) => `${index}`);
  const tabs = ids.reduce((all, id) => closeTab(openTab(all, id), id), noTabs);
  expect(tabs.closed).toHaveLength(stateLimits.closedTabs);
});

test("next and previous go round", () => {
  const tabs = { ...opened("a", "b", "c"), active: "c" };
  expect(cycleTab(tabs, 1).active).toBe("a");
  expect(cycleTab({ ...tabs, active: "a" }, -1).active).toBe("c");
  expect(cycleTab(opened("a"), 1).active).toBe("a");
});

test("a tab can be dragged to another place", () => {
  expect(moveTab(opened("a", "b", "c"), "a", 2).open).toEqual(["b", "c", "a"]);
});

test("a file that a peer deleted leaves its tab", () => {
  expect(keepExisting(opened("a", "b"), (id) => id === "a")).toMatchObject({ open: ["a"], active: "a" });
});
