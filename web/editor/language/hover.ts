/** The type of the name under the pointer, or at the caret by key. */
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { type Command, EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import type { HoverAnswer } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import { typeBox } from "./box.ts";
import { type LanguageOptions, typedPath } from "./options.ts";

export function hover(options: LanguageOptions): Extension {
  let controller = new AbortController();
  const ask = async (offset: number): Promise<HoverAnswer | undefined> => {
    controller.abort();
    controller = new AbortController();
    const path = typedPath(options);
    return path === undefined ? undefined : options.service.ask({ kind: "hover", path, offset }, controller.signal);
  };
  const showAtCaret: Command = (view) => {
    if (typedPath(options) === undefined) return false;
    const { state } = view;
    void ask(state.selection.main.head).then((answer) => {
      if (view.state.doc !== state.doc) return;
      const said = answer ? `${answer.signature}. ${answer.documentation}` : options.words().noType;
      view.dispatch({ effects: [showAnswer.of(answer), EditorView.announce.of(said)] });
    });
    return true;
  };
  return [
    hoverTooltip(
      async (view, offset) => {
        const { doc } = view.state;
        const answer = await ask(offset);
        return answer && view.state.doc === doc ? tooltipOf(answer) : null;
      },
      { hoverTime: languageLimits.hoverDelayMs, hideOnChange: true },
    ),
    atCaret,
    keymap.of([
      { key: "Shift-F1", run: showAtCaret },
      { key: "Escape", run: hideAnswer },
    ]),
  ];
}

const showAnswer = StateEffect.define<HoverAnswer | undefined>();

const atCaret = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(showAnswer)) return effect.value ? tooltipOf(effect.value) : null;
    }
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function hideAnswer(view: { state: EditorState } & Pick<EditorView, "dispatch">): boolean {
  if (!view.state.field(atCaret, false)) return false;
  view.dispatch({ effects: showAnswer.of(undefined) });
  return true;
}

function tooltipOf({ from, to, signature, documentation }: HoverAnswer): Tooltip {
  return { pos: from, end: to, above: true, create: () => ({ dom: typeBox(signature, documentation) }) };
}
