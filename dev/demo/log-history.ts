/** Logs some older mails through the API, as a rep would have done by hand: a timeline to look at on the first card. */
import type { LogActivity } from "../../contract/activities.ts";
import { htmlToPlainText } from "../apps-script/html-to-plain-text.ts";
import type { Message } from "../google/gmail/message.ts";
import { textOf, walkParts } from "../google/gmail/mime-tree.ts";
import { findAccount } from "../google/world.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { Scenario } from "./scenario.ts";

/** The newest stay for the visitor to log, all that is older for the sync, whose progress is to be seen. */
const LEFT_ALONE = 15;
const LOOKED_AT = 35;

/**
 * Gives how many were logged.
 * @param lookedAt how many mails, with and without contacts.
 */
export async function logHistory(stack: DemoStack, { me }: Scenario, lookedAt = LOOKED_AT): Promise<number> {
  const mails = findAccount(stack.google.world, me)?.mailbox.newestFirst() ?? [];
  const headers = { Authorization: `Bearer ${stack.identityToken(me)}`, "Content-Type": "application/json" };
  let logged = 0;
  for (const mail of mails.slice(LEFT_ALONE, LEFT_ALONE + lookedAt)) {
    const response = await fetch(`${stack.backend.url}/api/v1/activities`, {
      method: "POST",
      headers,
      body: JSON.stringify(requestFor(mail)),
    });
    // 4xx: nobody on it is a contact, or its header is beyond reading; neither belongs into a timeline.
    if (response.status >= 500)
      throw new Error(`logging "${mail.header("Subject") ?? ""}": ${await response.text()}`);
    if (response.status === 201) logged += 1;
  }
  return logged;
}

function requestFor(mail: Message): LogActivity {
  const [cc, messageIdHeader] = [mail.header("Cc"), mail.header("Message-ID")];
  return {
    type: "EMAIL",
    gmailMessageId: mail.id,
    gmailThreadId: mail.threadId,
    ...(messageIdHeader === undefined ? {} : { rfc822MessageId: messageIdHeader }),
    subject: mail.header("Subject") ?? "",
    from: mail.header("From") ?? "",
    to: mail.header("To") ?? "",
    ...(cc === undefined ? {} : { cc }),
    date: mail.header("Date") ?? new Date(mail.internalDate).toISOString(),
    bodyText: plainBody(mail),
  };
}

/** As `GmailMessage.getPlainBody()` gives it to the add-on. */
function plainBody(mail: Message): string {
  const parts = [...walkParts(mail.tree())];
  const plain = parts.find(({ mimeType }) => mimeType === "text/plain");
  if (plain !== undefined) return textOf(plain);
  const html = parts.find(({ mimeType }) => mimeType === "text/html");
  return html === undefined ? "" : htmlToPlainText(textOf(html));
}
