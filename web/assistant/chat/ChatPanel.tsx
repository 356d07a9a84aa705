import { Download, History, Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { billOf, branchOf, siblingsOf } from "../../../shared/chat/conversation.ts";
import { chatLimits } from "../../../shared/chat/limits.ts";
import type { ChatMessages } from "../../i18n/chat/en.ts";
import { useChatText } from "../../i18n/chat/text.ts";
import { useText } from "../../i18n/text.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Message } from "../../ui/Message.tsx";
import { ActionsContext, type ChatActions } from "./actions.ts";
import { asMarkdown, costText } from "./as-markdown.ts";
import css from "./ChatPanel.module.css";
import { Composer } from "./Composer.tsx";
import { Conversations } from "./Conversations.tsx";
import type { Chat } from "./chat.ts";
import type { ChatState, Forbidden } from "./chat-state.ts";
import type { ProjectFacts } from "./project-facts.ts";
import { saveText } from "./save-text.ts";
import { TurnView } from "./TurnView.tsx";
import { useFollowing } from "./use-following.ts";

interface ChatPanelProps {
  chat: Chat;
  actions: ChatActions;
  facts: ProjectFacts;
  /** Why nothing may be asked now. */
  forbidden: Forbidden | undefined;
  /** The dial allows hints alone. */
  hintsOnly: boolean;
  /** Counts the times that a command asked for the composer. */
  calls: number;
  /** Leads to the other tab. */
  children?: ReactNode;
  onTurnOn(): void;
  onHide(): void;
}

/** The assistant: a conversation about the project, and the ones before it. */
export function ChatPanel(props: ChatPanelProps) {
  const { chat } = props;
  const words = useChatText();
  const [listing, setListing] = useState(false);
  const { listed } = useStore(chat.store);
  const showList = () => {
    setListing(true);
    void chat.refreshList();
  };
  return (
    <ActionsContext value={props.actions}>
      <section className={css["panel"]} aria-label={words.label}>
        <Head chat={chat} onList={showList} onNew={() => setListing(false)} onHide={props.onHide}>
          {props.children}
        </Head>
        {listing ? (
          <Conversations
            listed={listed}
            now={Date.now()}
            onOpen={(id) => {
              setListing(false);
              void chat.open(id);
            }}
            onRename={(id, title) => void chat.rename(id, title)}
            onRemove={(id) => void chat.remove(id)}
            onBack={() => setListing(false)}
          />
        ) : (
          <Talk {...props} />
        )}
      </section>
    </ActionsContext>
  );
}

interface HeadProps {
  chat: Chat;
  children: ReactNode;
  onList(): void;
  onNew(): void;
  onHide(): void;
}

function Head({ chat, children, onList, onNew, onHide }: HeadProps) {
  const words = useChatText();
  const { conversation } = useStore(chat.store);
  const branch = branchOf(conversation);
  const isEmpty = branch.length === 0;
  return (
    <header className={css["head"]}>
      <h2 className={css["tab"]}>{words.label}</h2>
      {children}
      <ModelChoice chat={chat} />
      <IconButton
        label={words.startNew}
        icon={Plus}
        disabled={isEmpty}
        onClick={() => {
          chat.startNew();
          onNew();
        }}
      />
      <IconButton label={words.history.label} icon={History} onClick={onList} />
      <IconButton
        label={words.export}
        icon={Download}
        disabled={isEmpty}
        onClick={() => saveText(`${conversation.title}.md`, asMarkdown(conversation.title, branch, words))}
      />
      <IconButton label={words.hide} icon={X} onClick={onHide} />
    </header>
  );
}

function ModelChoice({ chat }: { chat: Chat }) {
  const words = useChatText();
  const { models, model } = useStore(chat.store);
  if (models === undefined) return <span className={css["grow"]} />;
  if (models.length === 0) return <span className={css["noModel"]}>{words.noModel}</span>;
  return (
    <select
      className={css["models"]}
      aria-label={words.model}
      value={model ?? ""}
      onChange={(event) => chat.chooseModel(event.target.value || undefined)}
    >
      <option value="">{words.anyModel}</option>
      {models.map(({ id, name, endpoint }) => (
        <option key={id} value={id}>
          {`${name} · ${endpoint}`}
        </option>
      ))}
    </select>
  );
}

/** The conversation that is open, and the composer under it. */
function Talk(props: ChatPanelProps) {
  const { chat, facts, forbidden } = props;
  const words = useChatText();
  const state = useStore(chat.store);
  const { conversation, pending, opening } = state;
  const branch = branchOf(conversation);
  const following = useFollowing(`${branch.at(-1)?.id} ${pending?.text.length} ${pending?.phase}`);
  return (
    <>
      <div className={css["logFrame"]}>
        <div
          ref={following.log}
          onScroll={following.onScroll}
          role="log"
          aria-label={words.log}
          aria-busy={pending !== undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
          tabIndex={0}
          className={css["log"]}
        >
          {branch.length === 0 && <Empty {...props} opening={opening} />}
          {branch.map((turn) => (
            <TurnView
              key={turn.id}
              turn={turn}
              siblings={siblingsOf(conversation, turn)}
              pending={pending?.turnId === turn.id ? pending : undefined}
              busy={pending !== undefined || forbidden !== undefined}
              models={state.models ?? []}
              onRetry={chat.retry}
              onEdit={chat.edit}
              onShow={chat.show}
            />
          ))}
          {branch.length > 0 && forbidden && <ForbiddenNote forbidden={forbidden} onTurnOn={props.onTurnOn} />}
        </div>
        {!following.atEnd && (
          <Button className={css["toNewest"]} onClick={following.toEnd}>
            {words.toNewest}
          </Button>
        )}
      </div>
      <Spoken state={state} />
      <Facts chat={chat} />
      {!forbidden && (
        <Composer
          draft={state.draft}
          picks={state.picks}
          busy={pending !== undefined}
          full={conversation.turns.length >= chatLimits.maxTurns}
          facts={facts}
          calls={props.calls}
          onDraft={chat.setDraft}
          onPick={chat.addPick}
          onUnpick={chat.removePick}
          onSend={() => {
            following.toEnd();
            chat.send();
          }}
          onStop={chat.stop}
        />
      )}
    </>
  );
}

function Empty({ chat, forbidden, hintsOnly, onTurnOn, opening }: ChatPanelProps & Pick<ChatState, "opening">) {
  const words = useChatText();
  const { tryAgain } = useText();
  if (forbidden) return <ForbiddenNote forbidden={forbidden} onTurnOn={onTurnOn} />;
  if (opening === "reading") return <Message title={words.reading} role="status" />;
  if (opening !== "done") {
    return (
      <Message title={words.notReadTitle} body={words.notReadBody} role="alert">
        <Button onClick={chat.openAgain}>{tryAgain}</Button>
        <Button onClick={chat.startNew}>{words.startNew}</Button>
      </Message>
    );
  }
  return (
    <Message
      title={hintsOnly ? words.hintTitle : words.emptyTitle}
      body={hintsOnly ? words.hintBody : words.emptyBody}
    />
  );
}

function ForbiddenNote({ forbidden, onTurnOn }: { forbidden: Forbidden; onTurnOn(): void }) {
  const words = useChatText();
  const { title, body } = words.forbidden[forbidden];
  return (
    <Message title={title} body={body} role="status">
      {forbidden === "off" && <Button onClick={onTurnOn}>{words.turnOn}</Button>}
    </Message>
  );
}

/** What who does not see the panel hears: the state of the answer, not each piece of it. */
function Spoken({ state: { pending, conversation } }: { state: ChatState }): ReactNode {
  const words = useChatText();
  const last = branchOf(conversation).at(-1)?.answer;
  return (
    <p role="status" className="visually-hidden">
      {pending
        ? spokenPhase(pending, words)
        : last && (last.state === "whole" ? words.answered : words.states[last.state])}
    </p>
  );
}

function spokenPhase({ phase, ahead }: NonNullable<ChatState["pending"]>, { phases }: ChatMessages): string {
  return phase === "waiting" ? phases.waiting(ahead) : phases[phase];
}

/** What the conversation has cost, and whether it is kept. */
function Facts({ chat }: { chat: Chat }) {
  const words = useChatText();
  const { tryAgain } = useText();
  const { conversation, kept } = useStore(chat.store);
  const { tokens, cost } = billOf(conversation);
  const bill = [words.tokens(tokens), cost !== undefined && words.cost(costText(cost))].filter(Boolean).join(" · ");
  const failed = kept.state === "failed" ? kept.why : undefined;
  if (tokens === 0 && failed === undefined) return undefined;
  return (
    <div className={css["bill"]}>
      {tokens > 0 && <span>{words.whole(bill)}</span>}
      {failed !== undefined && (
        <span role="alert" className={css["unkept"]}>
          {failed === "storage-full"
            ? words.keeping.full
            : failed === "too-large"
              ? words.keeping.large
              : words.keeping.failed}
          <button type="button" onClick={chat.keepAgain}>
            {tryAgain}
          </button>
        </span>
      )}
    </div>
  );
}
