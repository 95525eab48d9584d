/** Logs older mails of some contacts through the API, as a rep would have done by hand: timelines to look at. */
import type { LogActivity } from "../../contract/activities.ts";
import { htmlToPlainText } from "../apps-script/html-to-plain-text.ts";
import type { Message } from "../google/gmail/message.ts";
import { textOf, walkParts } from "../google/gmail/mime-tree.ts";
import { findAccount } from "../google/world.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { Scenario } from "./scenario.ts";

/** The newest stay for the visitor to log; a longer history nobody waits for. */
const LEFT_ALONE = 15;
const LOOKED_AT = 400;

/**
 * Gives how many were logged.
 * @param whose the others' are left to the sync, whose progress is to be seen.
 */
export async function logHistory(
  stack: DemoStack,
  { me, people }: Scenario,
  whose: "everybody's" | "every other contact's" = "every other contact's",
): Promise<number> {
  const mails = findAccount(stack.google.world, me)?.mailbox.newestFirst() ?? [];
  const headers = { Authorization: `Bearer ${stack.identityToken(me)}`, "Content-Type": "application/json" };
  const addresses = people
    .filter((_, index) => whose === "everybody's" || index % 2 === 0)
    .map(({ email }) => email);
  let logged = 0;
  for (const mail of mails.slice(LEFT_ALONE, LEFT_ALONE + LOOKED_AT)) {
    if (!addresses.some((address) => isOn(mail, address))) continue;
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

function isOn(mail: Message, address: string): boolean {
  return ["From", "To", "Cc"].some((name) => mail.header(name)?.toLowerCase().includes(address) === true);
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
