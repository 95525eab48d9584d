/** A draft in the user's mailbox. */
import { defineType, on } from "./define.ts";

export interface DraftState {
  readonly id: string;
  readonly messageId: string;
  readonly threadId: string;
}

export const GmailDraft = defineType<DraftState>("Gmail.GmailDraft", {
  getId: on([], ({ id }) => id),
  getMessageId: on([], ({ messageId }) => messageId),
});
