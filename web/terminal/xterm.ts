/** Loads xterm and makes it fit the page's content security policy. */
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { stateLimits } from "../state/limits.ts";
import { stylesByCssom } from "./csp-guard.ts";
import { themeFromTokens } from "./theme.ts";

stylesByCssom(HTMLSpanElement.prototype);

export function loadXterm(look: { fontSize: number; screenReader: boolean }): {
  terminal: Terminal;
  fitAddon: FitAddon;
} {
  const code = getComputedStyle(document.documentElement).getPropertyValue("--font-code");
  const terminal = new Terminal({
    allowProposedApi: false,
    fontFamily: code,
    fontSize: look.fontSize,
    lineHeight: 1.25,
    scrollback: stateLimits.terminalScrollbackLines,
    cursorBlink: false,
    cursorStyle: "bar",
    cursorWidth: 2,
    convertEol: false,
    screenReaderMode: look.screenReader,
    minimumContrastRatio: 4.5,
    theme: themeFromTokens(),
  });
  const fitAddon = new FitAddon();
  terminal.loadAddon(fitAddon);
  return { terminal, fitAddon };
}
