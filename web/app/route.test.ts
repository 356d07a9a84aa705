import { expect, test } from "vitest";
import { routeOf, workspaceAddress } from "./route.ts";

const id = "0123456789abcdefghjkmnpqrs";

test("each address names its page", () => {
  expect(routeOf("/", "")).toEqual({ page: "home" });
  expect(routeOf(workspaceAddress(id), "")).toEqual({ page: "workspace", id });
  expect(routeOf(`/w/${id}/`, "")).toEqual({ page: "workspace", id });
  expect(routeOf("/join", "#token")).toEqual({ page: "join", token: "token" });
  expect(routeOf("/join", "")).toEqual({ page: "join", token: "" });
  expect(routeOf("/admin", "")).toEqual({ page: "admin" });
});

test.each(["/w/", "/w/short", `/w/${id.toUpperCase()}`, `/w/${id}/x`, "/W", "/admin/x"])("%s is no page", (path) => {
  expect(routeOf(path, "")).toEqual({ page: "not-found" });
});
