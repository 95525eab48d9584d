/** messages.send of the Gmail API. */
import type { ApiMethod } from "../http/method-table.ts";
import { readGivenMail, requireRaw, threadFor } from "./given-mail.ts";
import { gmailMethod, withUpload } from "./gmail-method.ts";
import type { Message } from "./message.ts";
import type { PostOffice } from "./post-office.ts";

export function sendMethods(postOffice: PostOffice): readonly ApiMethod[] {
  return withUpload(
    gmailMethod("messages.send", "POST", "/messages/send", ({ grant, mailbox, request }) => {
      const given = readGivenMail(request);
      const raw = requireRaw(given);
      const threadId = threadFor(mailbox, given, raw);
      return toSentResource(postOffice.send(grant.account, { raw, threadId }));
    }),
  );
}

/** All that Gmail tells of a mail it was just given. */
export function toSentResource({ id, threadId, labelIds }: Message): object {
  return { id, threadId, labelIds: [...labelIds] };
}
