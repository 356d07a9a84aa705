/** Tells a screen reader what is suggested, once a suggestion and not at every word of a stream, without moving anything. */
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { type Choice, visibleGhost } from "./ghost.ts";
import { ghostLimits } from "./limits.ts";

/** The sentence for a screen reader, translated. */
export type Announce = (text: string, choice: Choice | undefined) => string;

export function announcer(sentence: Announce) {
  return ViewPlugin.define((view) => new Announcer(view, sentence));
}

class Announcer implements PluginValue {
  private readonly element: HTMLElement;
  private readonly sentence: Announce;
  private known: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: EditorView, sentence: Announce) {
    this.sentence = sentence;
    this.element = document.createElement("div");
    this.element.className = "cm-ghostStatus";
    this.element.setAttribute("role", "status");
    this.element.setAttribute("aria-live", "polite");
    view.dom.appendChild(this.element);
  }

  update(update: ViewUpdate): void {
    const ghost = visibleGhost(update.state);
    if (ghost?.text === this.known) return;
    this.known = ghost?.text;
    clearTimeout(this.timer);
    if (!ghost) this.element.textContent = "";
    else {
      const said = this.sentence(ghost.rest.text, ghost.choice);
      this.timer = setTimeout(() => {
        this.element.textContent = said;
      }, ghostLimits.announceAfterMs);
    }
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.element.remove();
  }
}
