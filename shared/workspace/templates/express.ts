import { pageStyle } from "./page-style.ts";

/** A web server with an API and a page that uses it. */
export const expressTemplate: Readonly<Record<string, string>> = {
  "server.js": `import express from "express";

const app = express();
const port = process.env.PORT ?? 3000;

const notes = ["Try adding a note below."];

app.use(express.json());
app.use(express.static("public"));

app.get("/api/notes", (request, response) => {
  response.json(notes);
});

app.post("/api/notes", (request, response) => {
  const text = String(request.body.text ?? "").trim();
  if (text === "") {
    response.status(400).json({ error: "A note needs some text." });
    return;
  }
  notes.push(text);
  response.status(201).json(notes);
});

app.listen(port, () => {
  console.log(\`Listening on http://localhost:\${port}\`);
});
`,
  "public/index.html": `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Notes</title>
    <link rel="stylesheet" href="style.css">
    <script type="module" src="notes.js"></script>
  </head>
  <body>
    <h1>Notes</h1>
    <p>Kept by <code>server.js</code> for as long as it runs.</p>
    <ul id="notes"></ul>
    <form id="form">
      <input name="text" aria-label="A new note" placeholder="A new note" autocomplete="off">
      <button>Add</button>
    </form>
  </body>
</html>
`,
  "public/notes.js": `const list = document.querySelector("#notes");
const form = document.querySelector("#form");

function show(notes) {
  list.replaceChildren(
    ...notes.map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    }),
  );
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch("/api/notes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: form.elements.text.value }),
  });
  if (!response.ok) return;
  show(await response.json());
  form.reset();
});

const response = await fetch("/api/notes");
show(await response.json());
`,
  "public/style.css": `${pageStyle}
ul {
  padding: 0;
  list-style: none;
}

li {
  padding: 0.6rem 0;
  border-bottom: 1px solid var(--line);
}

form {
  display: flex;
  gap: 0.5rem;
}

input {
  flex: 1;
}
`,
  "package.json": `{
  "name": "express-server",
  "version": "1.0.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node --watch server.js"
  },
  "dependencies": {
    "express": "5.3.0"
  }
}
`,
  "README.md": `# Express server

- \`npm install\` once, then \`npm start\`: the server starts again whenever you change it.
- \`server.js\` answers \`/api/notes\`; the files in \`public/\` are the page.
- In the terminal: \`curl localhost:3000/api/notes\`
`,
};
