/** A program without a page: reads a file, works on it, prints. */
export const nodeTemplate: Readonly<Record<string, string>> = {
  "index.js": `import { readFile } from "node:fs/promises";

// A poem, one line after another.
const text = await readFile("poem.txt", "utf8");
const words = text.toLowerCase().match(/[a-z']+/g) ?? [];

// Count how often each word is used.
const counts = new Map();
for (const word of words) {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

const mostUsed = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);

console.log(\`\${words.length} words, \${counts.size} different ones. Most used:\`);
for (const [word, count] of mostUsed) {
  console.log(\`  \${word.padEnd(8)} \${"█".repeat(count)} \${count}\`);
}
`,
  "poem.txt": `Who has seen the wind?
Neither I nor you:
But when the leaves hang trembling,
The wind is passing through.

Who has seen the wind?
Neither you nor I:
But when the trees bow down their heads,
The wind is passing by.
`,
  "package.json": `{
  "name": "node-script",
  "version": "1.0.0",
  "private": true,
  "type": "module",
  "scripts": {
    "start": "node index.js",
    "dev": "node --watch index.js"
  }
}
`,
  "README.md": `# Node script

\`npm start\` counts the words of \`poem.txt\`. Change the poem, or the program in \`index.js\`, and start it again;
\`npm run dev\` starts it again by itself whenever you save.
`,
};
