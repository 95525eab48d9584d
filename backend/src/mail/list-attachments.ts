/** The files that came with a mail, as a timeline names them. */
import { decodeWords } from "postal-mime";
import type { Attachment } from "../../../contract/activities.ts";
import { toStorableLine } from "../crm/storable-text.ts";
import { dispositionOf, isBodyText } from "./choose-body.ts";
import { headerOf, walkParts } from "./gmail-payload.ts";
import type { GmailPart } from "./gmail-payload.ts";

export interface AttachmentList {
  readonly attachments: readonly Attachment[];
  /** There are more than are listed. */
  readonly truncated: boolean;
}

/** Files in the order of the mail. A mail passed on as a file is one file; what is in it is not looked into. */
export function listAttachments(payload: GmailPart): AttachmentList {
  const files = [...walkParts(payload)].filter((part) => isFile(part, part === payload));
  return {
    attachments: files.slice(0, MAX_ATTACHMENTS).map((part) => ({
      name: nameOf(part),
      mimeType: toStorableLine(part.mimeType, 255),
      size: part.body.size,
    })),
    truncated: files.length > MAX_ATTACHMENTS,
  };
}

/** As many as the contract takes. */
const MAX_ATTACHMENTS = 500;
const MAX_NAME = 255;
/** Logos and icons of signatures are smaller; a larger picture in the text is something to look at. */
const MAX_DECORATION_BYTES = 100_000;
/** Not for people: what proves a signature, what reports a delivery, a second form of the text. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set([
  "application/pkcs7-signature",
  "application/x-pkcs7-signature",
  "application/pgp-signature",
  "application/pgp-encrypted",
  "application/applefile",
  "message/delivery-status",
  "message/disposition-notification",
  "message/feedback-report",
  "text/rfc822-headers",
]);

function isFile(part: GmailPart, isWhole: boolean): boolean {
  if (part.mimeType.startsWith("multipart/")) return false;
  if (FOR_PROGRAMS.has(part.mimeType) || isBodyText(part, isWhole) || isDecoration(part)) return false;
  // Another form of the text: an invitation, AMP.
  return part.filename !== "" || !part.mimeType.startsWith("text/") || dispositionOf(part) === "attachment";
}

function isDecoration(part: GmailPart): boolean {
  return (
    part.mimeType.startsWith("image/") &&
    part.body.size < MAX_DECORATION_BYTES &&
    headerOf(part, "content-id") !== "" &&
    dispositionOf(part) !== "attachment"
  );
}

function nameOf(part: GmailPart): string {
  const written = part.filename.includes("=?") ? decodeWords(part.filename.slice(0, 4_000)) : part.filename;
  const name = toStorableLine(written, MAX_NAME);
  if (name !== "") return name;
  if (!part.mimeType.startsWith("message/")) return "unnamed";
  const subject = headerOf(part.parts[0] ?? part, "subject").slice(0, 4_000);
  const title = toStorableLine(subject.includes("=?") ? decodeWords(subject) : subject, MAX_NAME - 4);
  return title === "" ? "message.eml" : `${title}.eml`;
}
