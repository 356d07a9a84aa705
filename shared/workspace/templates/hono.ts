/** A JSON API and its tests. */
export const honoTemplate: Readonly<Record<string, string>> = {
  "app.js": `import { Hono } from "hono";

const books = new Map([
  ["1", { id: "1", title: "A Wizard of Earthsea", year: 1968 }],
  ["2", { id: "2", title: "The Left Hand of Darkness", year: 1969 }],
]);

export const app = new Hono();

app.get("/", (c) => c.text("A small library. Try /books or /books/1"));

app.get("/books", (c) => c.json([...books.values()]));

app.get("/books/:id", (c) => {
  const book = books.get(c.req.param("id"));
  return book ? c.json(book) : c.json({ error: "No such book" }, 404);
});

app.post("/books", async (c) => {
  const { title, year } = await c.req.json();
  if (typeof title !== "string" || title === "") {
    return c.json({ error: "A book needs a title" }, 400);
  }
  const book = { id: String(books.size + 1), title, year };
  books.set(book.id, book);
  return c.json(book, 201);
});
`,
  "server.js": `import { serve } from "@hono/node-server";
import { app } from "./app.js";

const port = Number(process.env.PORT ?? 3000);

serve({ fetch: app.fetch, port }, () => {
  console.log(\`Listening on http://localhost:\${port}\`);
});
`,
  "app.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { app } from "./app.js";

test("lists the books", async () => {
  const response = await app.request("/books");
  const books = await response.json();
  assert.equal(books.length, 2);
});

test("says when there is no such book", async () => {
  const response = await app.request("/books/99");
  assert.equal(response.status, 404);
});

test("adds a book", async () => {
  const response = await app.request("/books", {
    method: "POST",
    body: JSON.stringify({ title: "The Dispossessed", year: 1974 }),
  });
  assert.equal(response.status, 201);
  assert.equal((await response.json()).id, "3");
});

test("refuses a book without a title", async () => {
  const response = await app.request("/books", { method: "POST", body: "{}" });
  assert.equal(response.status, 400);
});
`,
  "package.json": `{
  "name": "hono-api",
  "version": "1.0.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node server.js",
    "dev": "node --watch server.js",
    "test": "node --test"
  },
  "dependencies": {
    "@hono/node-server": "2.1.9",
    "hono": "4.13.19"
  }
}
`,
  "README.md": `# Hono API

- \`npm install\` once, then \`npm start\`.
- \`app.js\` holds the routes, \`server.js\` puts them on a port, \`app.test.js\` tries them out: \`npm test\`
- In the terminal: \`curl localhost:3000/books\`
`,
};
