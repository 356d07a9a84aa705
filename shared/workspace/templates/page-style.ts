/** The look that the templates' pages share: quiet, readable, light and dark. */
export const pageStyle = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c1e21, #e8e6e3);
  --soft: light-dark(#62676e, #9aa0a8);
  --line: light-dark(#e3e5e8, #33373d);
  --paper: light-dark(#fbfbfa, #17191c);
  --accent: light-dark(#0b6e5f, #5fd0b8);
}

* {
  box-sizing: border-box;
}

body {
  max-width: 36rem;
  margin: 12vh auto;
  padding: 0 1.5rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem / 1.6 system-ui, sans-serif;
}

h1 {
  margin: 0 0 0.5rem;
  font-size: 2rem;
  line-height: 1.2;
  letter-spacing: -0.02em;
}

p {
  color: var(--soft);
}

button,
input {
  padding: 0.5rem 0.9rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: transparent;
  color: inherit;
  font: inherit;
}

button {
  border-color: var(--accent);
  color: var(--accent);
  cursor: pointer;
}

button:hover {
  background: color-mix(in srgb, var(--accent) 12%, transparent);
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
`;
