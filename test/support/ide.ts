/** Drives the IDE as a person does: by roles and names, never by selectors of its markup. */
import type { FrameLocator, Locator, Page } from "playwright-core";

const longMs = 60_000;

/** Reads until the text matches; an error shows the last text read. */
async function readUntil(
  read: () => Promise<string>,
  pattern: RegExp,
  everyMs: number,
  timeoutMs = longMs,
): Promise<string> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const text = await read();
    if (pattern.test(text)) return text;
    if (Date.now() > end) throw new Error(`nothing matched ${pattern} within ${timeoutMs} ms; last seen:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export class Ide {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** From the first page into a new project made from a template. */
  static async create(page: Page, origin: string, template: RegExp): Promise<Ide> {
    await page.goto(`${origin}/`);
    await page.getByRole("button", { name: template }).click();
    return Ide.entered(page);
  }

  /** Opens a share link. */
  static async join(page: Page, link: string): Promise<Ide> {
    await page.goto(link);
    return Ide.entered(page);
  }

  private static async entered(page: Page): Promise<Ide> {
    await page.waitForURL(/\/w\/[a-z0-9]{26}/, { timeout: longMs });
    const ide = new Ide(page);
    await ide.status(/Saved|View only/);
    return ide;
  }

  get workspaceId(): string {
    return /\/w\/([a-z0-9]{26})/.exec(this.page.url())?.[1] ?? "";
  }

  /** Waits until the status bar says something. */
  async status(text: RegExp): Promise<void> {
    await this.page.getByRole("contentinfo").getByText(text).first().waitFor({ timeout: longMs });
  }

  async openFile(name: string): Promise<Locator> {
    await this.page.getByRole("treeitem", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`) }).click();
    const editor = this.editor();
    await editor.waitFor({ timeout: longMs });
    return editor;
  }

  /** Makes a file by keyboard and writes into it as one paste would: brackets do not close by themselves. */
  async newFile(name: string, text: string): Promise<void> {
    await this.page.getByRole("button", { name: "New file" }).click();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("tab", { name, exact: true }).waitFor();
    await this.page.locator(".cm-content").click();
    await this.page.keyboard.insertText(text);
  }

  editor(): Locator {
    return this.page.locator(".cm-content[contenteditable]").first();
  }

  /** The editor's text as the document has it, without ghost text and proposed edits. */
  async text(): Promise<string> {
    return this.page.locator(".cm-line").evaluateAll((lines) =>
      lines
        .map((line) => {
          const copy = line.cloneNode(true) as Element;
          const extras = ".cm-ghostText, .cm-ghostBlock, .cm-nextEditNew, .cm-nextEditHint, .cm-widgetBuffer, .cm-peer";
          for (const extra of copy.querySelectorAll(extras)) extra.remove();
          return copy.textContent ?? "";
        })
        .join("\n"),
    );
  }

  /** Puts the cursor at the end of the first line that contains `text`. */
  async cursorAfter(text: string): Promise<void> {
    await this.page.locator(".cm-line", { hasText: text }).first().click();
    await this.page.keyboard.press("End");
  }

  /** The ghost text at the caret, waiting until there is one. */
  async ghost(pattern = /\S/): Promise<string> {
    const read = async (): Promise<string> => (await this.page.locator(".cm-ghostText").allTextContents())[0] ?? "";
    return readUntil(read, pattern, 20);
  }

  terminal(): Locator {
    return this.page.getByRole("region", { name: "Terminal", exact: true });
  }

  /** What the terminal in front shows, line by line as a person reads it. */
  async terminalText(): Promise<string> {
    const rows = await this.terminal().locator(".xterm-rows > div").allTextContents();
    return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd()).join("\n");
  }

  async terminalShows(pattern: RegExp): Promise<void> {
    await readUntil(() => this.terminalText(), pattern, 50);
  }

  /** Waits for the shell's prompt on the last line. */
  async prompt(): Promise<void> {
    await readUntil(async () => (await this.terminalText()).trimEnd(), /❯\s*$/, 50);
  }

  /** Types into the terminal in front. */
  async type(text: string): Promise<void> {
    await this.terminal().locator(".xterm-screen").first().click();
    await this.page.keyboard.type(text);
  }

  /** Types a command at the shell's prompt and presses Enter. */
  async shell(command: string): Promise<void> {
    await this.type(command);
    await this.page.keyboard.press("Enter");
  }

  preview(): FrameLocator {
    return this.page.frameLocator('iframe[title^="Page served on port"]');
  }

  async previewShows(text: RegExp): Promise<void> {
    try {
      await this.preview().getByText(text).first().waitFor({ timeout: longMs });
    } catch (error) {
      throw new Error(`the preview does not show ${text}; the terminal says:\n${await this.terminalText()}`, {
        cause: error,
      });
    }
  }

  /** Makes a share link through the dialog and returns it. */
  async shareLink(kind: "edit" | "view"): Promise<string> {
    await this.page.getByRole("button", { name: "Share", exact: true }).click();
    await this.page.getByRole("button", { name: `Make ${kind === "edit" ? "an edit" : "a view"} link` }).click();
    const field = this.page.getByRole("textbox", { name: "New link" });
    await field.waitFor();
    const link = await field.inputValue();
    await this.page.keyboard.press("Escape");
    return link;
  }
}
