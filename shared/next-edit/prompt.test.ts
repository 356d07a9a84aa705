import { expect, it } from "vitest";
import { nextEditPrompt } from "./prompt.ts";

it("the request is a diff that stops before the line that is asked for", () => {
  const changed = [{ line: 1, old: "def load_user(id):", new: "def fetch_user(id):" }];
  const place = { line: 9, before: ["", "def show(id):"], old: "    user = load_user(id)", after: ["    return user"] };
  expect(nextEditPrompt("src/users.py", changed, place)).toEqual({
    prefix: `--- a/src/users.py
+++ b/src/users.py
@@ -1,1 +1,1 @@
-def load_user(id):
+def fetch_user(id):
@@ -7,4 +7,4 @@
 
 def show(id):
-    user = load_user(id)
+`,
    suffix: "\n     return user\n",
  });
});
