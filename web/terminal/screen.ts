/** One terminal: an xterm over the output of one process after another. Lives outside React, so a hidden panel loses nothing. */
import type { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import type { EngineProcess, TerminalSize } from "../runtime/engine.ts";
import { cspNonce } from "../ui/nonce.ts";
import { withStyleNonce } from "./csp-guard.ts";
import { themeFromTokens } from "./theme.ts";

export interface ScreenLook {
  fontSize: number;
  screenReader: boolean;
  /** Changes when colours have to be read again. */
  theme: string;
  inputLabel: string;
}

export interface Screen {
  readonly element: HTMLElement;
  /** Cells of the terminal as it is shown. */
  size(): TerminalSize;
  /** Shows `process` and types into it until it ends. */
  attach(process: EngineProcess): void;
  /** Writes a line of ours. */
  say(line: string): void;
  /** Types into the process as its keyboard would; false when none runs. */
  type(text: string): boolean;
  /** The last lines that stand there. */
  lastLines(count: number): string;
  look(look: ScreenLook): void;
  /** Fits the cells to the element; call after it was shown or resized. */
  fit(): void;
  focus(): void;
  dispose(): void;
}

const unseenSize: TerminalSize = { cols: 80, rows: 24 };

/** Makes a terminal; xterm itself arrives with the first one. */
export async function createScreen(initial: ScreenLook): Promise<Screen> {
  const { loadXterm } = await import("./xterm.ts");
  const { terminal, fitAddon } = loadXterm(initial);
  return new XtermScreen(terminal, fitAddon, initial);
}

class XtermScreen implements Screen {
  readonly element = document.createElement("div");
  readonly #terminal: Terminal;
  readonly #fit: FitAddon;
  #process: EngineProcess | undefined;
  #look: ScreenLook;

  constructor(terminal: Terminal, fit: FitAddon, look: ScreenLook) {
    this.#terminal = terminal;
    this.#fit = fit;
    this.#look = look;
    terminal.onData((data) => this.#process?.write(data));
    terminal.onResize((size) => this.#process?.resize(size));
  }

  size(): TerminalSize {
    const { cols, rows } = this.#terminal;
    return this.element.isConnected ? { cols, rows } : unseenSize;
  }

  attach(process: EngineProcess) {
    this.#process = process;
    const write = (text: string) => new Promise<void>((resolve) => this.#terminal.write(text, resolve));
    // Waiting for each write lets a flood of output push back on the process.
    void process.output.pipeTo(new WritableStream({ write }));
    void process.exit.then(() => {
      if (this.#process === process) this.#process = undefined;
    });
  }

  say(line: string) {
    this.#terminal.write(`\x1b[90m${line}\x1b[0m\r\n`);
  }

  type(text: string) {
    this.#process?.write(text);
    return this.#process !== undefined;
  }

  lastLines(count: number) {
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let at = active.baseY + active.cursorY; at >= 0 && lines.length < count; at--) {
      const line = active.getLine(at);
      const text = line?.translateToString(true) ?? "";
      const below = active.getLine(at + 1)?.isWrapped ? lines.shift() : undefined;
      lines.unshift(text + (below ?? ""));
    }
    return lines.join("\n").trimEnd();
  }

  look(look: ScreenLook) {
    this.#look = look;
    this.#apply();
  }

  fit() {
    if (!this.element.isConnected || this.element.clientHeight === 0) return;
    if (!this.#terminal.element) {
      withStyleNonce(document, cspNonce(), () => this.#terminal.open(this.element));
      this.#apply();
    }
    this.#fit.fit();
  }

  focus() {
    this.#terminal.focus();
  }

  dispose() {
    this.#process?.kill();
    this.#terminal.dispose();
    this.element.remove();
  }

  #apply() {
    const { options } = this.#terminal;
    options.fontSize = this.#look.fontSize;
    options.screenReaderMode = this.#look.screenReader;
    options.theme = themeFromTokens();
    this.#terminal.textarea?.setAttribute("aria-label", this.#look.inputLabel);
  }
}
