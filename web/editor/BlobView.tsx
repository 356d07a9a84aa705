import { FileBox } from "lucide-react";
import { useLanguage } from "../i18n/text.tsx";
import { Message } from "../ui/Message.tsx";
import { fileSize } from "./file-size.ts";

/** What stands where a file cannot be shown as text. */
export function BlobView({ sizeBytes }: { sizeBytes: number }) {
  const { locale, text } = useLanguage();
  return (
    <Message icon={FileBox} title={text.editor.blobTitle} body={text.editor.blobBody(fileSize(sizeBytes, locale))} />
  );
}
