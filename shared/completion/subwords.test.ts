import { expect, it } from "vitest";
import { subwordsOf } from "./subwords.ts";

it.each([
  ["parseHTTPHeader_v2", ["parse", "http", "header", "v", "2"]],
  ["MAX_LENGTH", ["max", "length"]],
  ["$", []],
])("%s is made of %j", (name, words) => expect(subwordsOf(name)).toEqual(words));
