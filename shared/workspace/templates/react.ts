import { pageStyle } from "./page-style.ts";

/** React components, bundled by esbuild and reloaded on every change. */
export const reactTemplate: Readonly<Record<string, string>> = {
  "src/main.jsx": `import { createRoot } from "react-dom/client";
import { App } from "./App.jsx";

createRoot(document.querySelector("#root")).render(<App />);
`,
  "src/App.jsx": `import { useState } from "react";
import { TaskList } from "./TaskList.jsx";

export function App() {
  const [tasks, setTasks] = useState(["Change a line of App.jsx", "See it here"]);
  const [text, setText] = useState("");

  function add(event) {
    event.preventDefault();
    if (text.trim() === "") return;
    setTasks([...tasks, text.trim()]);
    setText("");
  }

  return (
    <main>
      <h1>Tasks</h1>
      <TaskList tasks={tasks} onDone={(task) => setTasks(tasks.filter((other) => other !== task))} />
      <form onSubmit={add}>
        <input
          aria-label="A new task"
          placeholder="A new task"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button>Add</button>
      </form>
    </main>
  );
}
`,
  "src/TaskList.jsx": `export function TaskList({ tasks, onDone }) {
  if (tasks.length === 0) return <p>All done.</p>;

  return (
    <ul>
      {tasks.map((task) => (
        <li key={task}>
          <label>
            <input type="checkbox" checked={false} onChange={() => onDone(task)} /> {task}
          </label>
        </li>
      ))}
    </ul>
  );
}
`,
  "public/index.html": `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Tasks</title>
    <link rel="stylesheet" href="style.css">
  </head>
  <body>
    <div id="root"></div>
    <script src="main.js"></script>
  </body>
</html>
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

form input {
  flex: 1;
}
`,
  "server.js": `// Bundles src/ with esbuild, serves it together with public/, and reloads the page when a file changes.
import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import esbuild from "esbuild-wasm";

const port = process.env.PORT ?? 3000;
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const pages = new Set();

const bundler = await esbuild.context({
  entryPoints: ["src/main.jsx"],
  bundle: true,
  write: false,
  jsx: "automatic",
  sourcemap: "inline",
  sourcesContent: false,
  define: { "process.env.NODE_ENV": '"development"' },
  banner: { js: 'new EventSource("/changes").onmessage = () => location.reload();' },
});

let script = "";

async function bundle() {
  try {
    const result = await bundler.rebuild();
    script = result.outputFiles[0].text;
  } catch (error) {
    // esbuild has printed the mistake; the page shows it too, and waits for the next change.
    script = \`new EventSource("/changes").onmessage = () => location.reload();
      document.body.append(Object.assign(document.createElement("pre"), { textContent: \${JSON.stringify(error.message)} }));\`;
  }
  for (const page of pages) page.write("data: changed\\n\\n");
}

await bundle();

// Several events in a row are one change.
let timer;
for (const folder of ["src", "public"]) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(bundle, 50);
  });
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/changes") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    pages.add(response);
    request.on("close", () => pages.delete(response));
    return;
  }
  if (pathname === "/main.js") {
    response.writeHead(200, { "content-type": types[".js"] }).end(script);
    return;
  }
  const path = pathname.endsWith("/") ? \`\${pathname}index.html\` : pathname;
  try {
    const file = await readFile(\`public\${path}\`);
    response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" }).end(file);
  } catch {
    response.writeHead(404).end("Not found");
  }
});

server.listen(port, () => {
  console.log(\`Listening on http://localhost:\${port}\`);
});
`,
  "package.json": `{
  "name": "react-app",
  "version": "1.0.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node server.js",
    "dev": "node server.js"
  },
  "dependencies": {
    "esbuild-wasm": "0.28.2",
    "react": "19.3.1",
    "react-dom": "19.3.1"
  }
}
`,
  "README.md": `# React

- \`npm install\` once, then \`npm start\`.
- The components are in \`src/\`, the page and its style in \`public/\`. Save a file and the preview reloads.
- \`server.js\` is the whole build: esbuild bundles \`src/main.jsx\`, Node serves it.
`,
};
