/** What a mail says and what came with it, ready to be stored. */
import type { Attachment } from "../../../contract/activities.ts";
import { cleanBody } from "./body.ts";
import { chooseBody } from "./choose-body.ts";
import type { FetchedTexts, TextBehindId } from "./choose-body.ts";
import type { GmailMessage } from "./gmail-payload.ts";
import { listAttachments } from "./list-attachments.ts";

export interface MailText {
  /** The mail's own words, without history and signature; empty when it has none. */
  readonly bodyText: string;
  readonly attachments: readonly Attachment[];
  /** Text, files or parts are missing, because there was too much of them. */
  readonly truncated: boolean;
  /**
   * A text worth one more call: fetch it, add it to those fetched and read again. What is here already is the best
   * there is should the call fail. Asked for at most three times a mail.
   */
  readonly needs: TextBehindId | null;
}

export function readMailText(
  { payload, cut }: Pick<GmailMessage, "payload" | "cut">,
  fetched?: FetchedTexts,
): MailText {
  const body = chooseBody(payload, fetched);
  const files = listAttachments(payload);
  return {
    bodyText: cleanBody(body.text),
    attachments: files.attachments,
    truncated: body.truncated || files.truncated || cut.length > 0,
    needs: body.needs,
  };
}
