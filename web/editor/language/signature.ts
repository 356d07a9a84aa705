/** The signature of the call that the caret is in, with the parameter it is at. */
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  type Command,
  EditorView,
  keymap,
  type PluginValue,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { SignatureAnswer } from "../../../shared/language/answers.ts";
import type { Messages } from "../../i18n/en.ts";
import { typeBox } from "./box.ts";
import { type LanguageOptions, typedPath } from "./options.ts";

interface Shown {
  answer: SignatureAnswer;
  tooltip: Tooltip;
}

const show = StateEffect.define<Shown | undefined>();

const shownField = StateField.define<Shown | undefined>({
  create: () => undefined,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    if (!shown || !transaction.docChanged) return shown;
    return { ...shown, tooltip: { ...shown.tooltip, pos: transaction.changes.mapPos(shown.tooltip.pos) } };
  },
  provide: (field) => showTooltip.from(field, (shown) => shown?.tooltip ?? null),
});

/** Opens after "(" and ",", follows the caret while it is in the call; `Mod-Shift-Space` asks for it, Escape closes it. */
export function signature(options: LanguageOptions): Extension {
  const plugin = ViewPlugin.define((view) => new SignaturePlugin(view, options), {
    eventHandlers: {
      blur(_event, view) {
        this.hide(view);
      },
    },
  });
  const ask: Command = (view) => {
    if (typedPath(options) === undefined) return false;
    void view.plugin(plugin)?.ask(true);
    return true;
  };
  const close: Command = (view) => view.plugin(plugin)?.hide(view) ?? false;
  return [
    shownField,
    plugin,
    keymap.of([
      { key: "Mod-Shift-Space", run: ask },
      { key: "Escape", run: close },
    ]),
  ];
}

class SignaturePlugin implements PluginValue {
  private readonly view: EditorView;
  private readonly options: LanguageOptions;
  private controller = new AbortController();

  constructor(view: EditorView, options: LanguageOptions) {
    this.view = view;
    this.options = options;
  }

  update(update: ViewUpdate): void {
    if (!update.docChanged && !update.selectionSet) return;
    const open = update.state.field(shownField, false) !== undefined;
    if (open || opensCall(update)) void this.ask(false);
  }

  destroy(): void {
    this.controller.abort();
  }

  hide(view: EditorView): boolean {
    this.controller.abort();
    if (!view.state.field(shownField, false)) return false;
    view.dispatch({ effects: show.of(undefined) });
    return true;
  }

  async ask(spoken: boolean): Promise<void> {
    this.controller.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    // The service hears of the key from the shared text, whose own plugin comes after this one: it must hear of it first.
    await Promise.resolve();
    const path = typedPath(this.options);
    if (path === undefined || signal.aborted) return;
    const { head } = this.view.state.selection.main;
    const answer = await this.options.service.ask({ kind: "signature", path, offset: head }, signal);
    if (signal.aborted) return;
    const words = this.options.words();
    const before = this.view.state.field(shownField, false)?.answer;
    const moved = spoken || before?.active !== answer?.active || before?.before !== answer?.before;
    this.view.dispatch({
      effects: [
        show.of(answer && { answer, tooltip: tooltipOf(answer, words) }),
        ...(answer && moved ? [EditorView.announce.of(spokenOf(answer))] : []),
      ],
    });
  }
}

function opensCall({ transactions, state }: ViewUpdate): boolean {
  if (!transactions.some((transaction) => transaction.docChanged && transaction.isUserEvent("input"))) return false;
  const { head } = state.selection.main;
  return /[(,]$/.test(state.sliceDoc(Math.max(0, head - 1), head).trimEnd());
}

function tooltipOf(answer: SignatureAnswer, words: Messages["language"]): Tooltip {
  return { pos: answer.from, above: true, create: () => ({ dom: boxOf(answer, words) }) };
}

function boxOf(answer: SignatureAnswer, words: Messages["language"]): HTMLElement {
  const line = document.createDocumentFragment();
  if (answer.overloads > 1) {
    const count = document.createElement("span");
    count.className = "cm-typeOverload";
    count.textContent = words.overload(answer.overload + 1, answer.overloads);
    line.append(count);
  }
  line.append(answer.before);
  for (const [index, label] of answer.parameters.entries()) {
    if (index > 0) line.append(answer.separator);
    if (index === answer.active) {
      const active = document.createElement("b");
      active.textContent = label;
      line.append(active);
    } else line.append(label);
  }
  line.append(answer.after);
  return typeBox(line, answer.documentation);
}

/** The parameter to be typed now, or the whole call when it has none. */
function spokenOf({ parameters, active, before, after }: SignatureAnswer): string {
  return parameters[active] ?? `${before}${after}`;
}
