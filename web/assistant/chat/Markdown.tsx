import type { ReactNode } from "react";
import { memo } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import { useChatText } from "../../i18n/chat/text.ts";
import { useActions } from "./actions.ts";
import { CodeBlock } from "./CodeBlock.tsx";
import { panelLimits } from "./limits.ts";
import { linkOf, placeOf } from "./links.ts";
import css from "./Markdown.module.css";
import { markdownBlocks } from "./markdown-blocks.ts";
import { VisibleText } from "./VisibleText.tsx";

/** An answer's markdown. HTML in it is text, images are told and not loaded, links open nothing by themselves. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={css["markdown"]}>
      {markdownBlocks(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only added at the end.
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text }: { text: string }) {
  const { footnotes } = useChatText();
  return (
    <ReactMarkdown
      remarkPlugins={plugins}
      remarkRehypeOptions={{ footnoteLabel: footnotes }}
      urlTransform={asWritten}
      components={components}
    >
      {text}
    </ReactMarkdown>
  );
});

const plugins = [remarkGfm];

/** `Link` and `Image` decide what becomes of an address; nothing else draws one. */
function asWritten(address: string): string {
  return address;
}

const components: Components = {
  a: Link,
  img: Image,
  pre: Pre,
  code: InlineCode,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  input: ({ checked }) => (checked ? "☑" : "☐"),
  table: ({ children }) => (
    <div className={css["table"]}>
      <table>{children}</table>
    </div>
  ),
};

function Link({ href = "", children }: { href?: string | undefined; children?: ReactNode }) {
  const link = linkOf(href);
  if (link?.kind === "web") {
    const { address } = link;
    return (
      <span className={css["link"]}>
        <a href={address} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>{" "}
        <span className={css["address"]}>{address.slice(0, panelLimits.maxShownAddressChars)}</span>
      </span>
    );
  }
  if (link?.kind === "place") return <PlaceLink {...link}>{children}</PlaceLink>;
  return children;
}

/** A place of the project, where there is such a file; its text otherwise. */
function PlaceLink({ path, line, children }: { path: string; line?: number; children: ReactNode }) {
  const { openPlace } = useChatText();
  const actions = useActions();
  if (!actions.hasFile(path)) return children;
  const place = line === undefined ? path : `${path}:${line}`;
  return (
    <button
      type="button"
      className={css["place"]}
      title={openPlace(place)}
      onClick={() => actions.openPlace(path, line)}
    >
      {children}
    </button>
  );
}

function Image({ src = "", alt = "" }: { src?: string | undefined; alt?: string | undefined }) {
  const { image } = useChatText();
  return <span className={css["image"]}>{image(alt, src.slice(0, panelLimits.maxShownAddressChars))}</span>;
}

function InlineCode({ children }: { children?: ReactNode }) {
  const text = String(children ?? "");
  const place = placeOf(text);
  const code = (
    <code>
      <VisibleText text={text} />
    </code>
  );
  // A word alone may happen to be the name of a file; with a folder, an ending or a line it is meant.
  return place && /[./:]/.test(text) ? <PlaceLink {...place}>{code}</PlaceLink> : code;
}

function Pre({ node }: ExtraProps) {
  const code = node?.children[0];
  if (code?.type !== "element") return undefined;
  const classNames = code.properties["className"];
  const language = Array.isArray(classNames) ? String(classNames[0] ?? "").replace(/^language-/, "") : "";
  const text = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  return <CodeBlock language={language} code={text.replace(/\n$/, "")} />;
}

function Heading({ node, children }: ExtraProps & { children?: ReactNode }) {
  return <h3 className={node?.tagName === "h1" || node?.tagName === "h2" ? css["large"] : undefined}>{children}</h3>;
}
