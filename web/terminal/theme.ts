/** The terminal's colours from the page's tokens. */
export function themeFromTokens(): Record<string, string> {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token("bg-panel"),
    foreground: token("fg"),
    cursor: token("cursor"),
    cursorAccent: token("bg-panel"),
    selectionBackground: token("selection"),
    black: token("fg-faint"),
    red: token("error"),
    green: token("ok"),
    yellow: token("warn"),
    blue: token("info"),
    magenta: token("syn-keyword"),
    cyan: token("syn-type"),
    white: token("fg-muted"),
    brightBlack: token("fg-faint"),
    brightRed: token("error"),
    brightGreen: token("accent-hover"),
    brightYellow: token("warn"),
    brightBlue: token("info"),
    brightMagenta: token("syn-keyword"),
    brightCyan: token("syn-type"),
    brightWhite: token("fg"),
  };
}
