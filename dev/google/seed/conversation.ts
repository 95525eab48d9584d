/** The form in which the texts of the seeded mails are written down. */
import type { AttachmentName } from "./attachments.ts";
import type { CorrespondentKey } from "./people.ts";
import type { When } from "./seed-time.ts";

export interface MailText {
  readonly from: CorrespondentKey;
  /** Left out in a reply: whoever wrote the mail before, or its readers when one adds to one's own mail. */
  readonly to?: readonly CorrespondentKey[];
  readonly cc?: readonly CorrespondentKey[];
  readonly bcc?: readonly CorrespondentKey[];
  readonly when: When;
  /** Paragraphs with an empty line between; lines that begin with "- " are a list. */
  readonly body: string;
  /** A subject of its own instead of "Re: …". */
  readonly subject?: string;
  readonly attach?: readonly AttachmentName[];
  /** False: the reply leaves the mail before out. */
  readonly quote?: false;
  /** False: no signature, as in the quick second reply of a day. */
  readonly sign?: false;
  /** The character set on the wire; UTF-8 when left out. */
  readonly charset?: "iso-2022-jp" | "windows-1252";
  /** Labels the readers' copies carry besides the usual ones. */
  readonly labels?: readonly ("STARRED" | "UNREAD" | "IMPORTANT")[];
  /** An unsent reply. */
  readonly draft?: true;
}

export interface Conversation {
  readonly subject: string;
  /** In order of time. */
  readonly mails: readonly MailText[];
}
