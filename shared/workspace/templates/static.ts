import { pageStyle } from "./page-style.ts";

/** HTML, CSS and JavaScript: nothing to install. */
export const staticTemplate: Readonly<Record<string, string>> = {
  "index.html": `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>A page</title>
    <link rel="stylesheet" href="style.css">
    <script type="module" src="main.js"></script>
  </head>
  <body>
    <h1>A page</h1>
    <p>Three files: what it says, how it looks, what it does.</p>
    <button id="dice">Roll the dice</button>
    <p id="result" role="status"></p>
  </body>
</html>
`,
  "style.css": `${pageStyle}
#result {
  min-height: 5rem;
  color: var(--accent);
  font-size: 3rem;
}
`,
  "main.js": `const faces = ["⚀", "⚁", "⚂", "⚃", "⚄", "⚅"];

const button = document.querySelector("#dice");
const result = document.querySelector("#result");

function roll() {
  return Math.floor(Math.random() * faces.length);
}

button.addEventListener("click", () => {
  const first = roll();
  const second = roll();
  result.textContent = \`\${faces[first]} \${faces[second]}\`;
  result.title = \`\${first + second + 2} in all\`;
});
`,
  "package.json": `{
  "name": "page",
  "version": "1.0.0",
  "private": true,
  "scripts": {
    "start": "serve ."
  }
}
`,
  "README.md": `# Page

\`npm start\` serves this folder. Open \`index.html\`, change something, and reload the preview.
`,
};
