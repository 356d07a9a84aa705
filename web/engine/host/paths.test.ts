import { expect, it } from "vitest";
import { clientPath } from "./paths.ts";

it("the client's paths are relative to the working directory, which is also its root", () => {
  expect(
    ["a.txt", "./a//b", "/a.txt", "/", ".", "/home/project/a", "x/../y"].map((path) =>
      clientPath(path, "/home/project"),
    ),
  ).toEqual([
    "/home/project/a.txt",
    "/home/project/a/b",
    "/home/project/a.txt",
    "/home/project",
    "/home/project",
    "/home/project/a",
    "/home/project/y",
  ]);
});

it("a path outside of the workspace is refused, and so is what is no path", () => {
  for (const path of ["..", "../x", "/../etc/passwd", "a/../../b"])
    expect(() => clientPath(path, "/home/project")).toThrow("outside of the working directory");
  for (const path of ["", 5, null])
    expect(() => clientPath(path, "/home/project")).toThrow("A path must be a non-empty string.");
});
