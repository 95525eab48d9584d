/** Part of the headless check: a reply to a lead goes out once, and the sync makes no second activity of it. */
import type { Activity } from "../../contract/activities.ts";
import type { Email } from "../../contract/emails.ts";
import { callApi } from "./call-api.ts";
import type { DemoStack } from "./demo-stack.ts";
import { textOf } from "./headless-sidebar.ts";
import type { HeadlessSidebar } from "./headless-sidebar.ts";
import { contactWith, mailboxOf, syncedSince } from "./look-into.ts";
import { until } from "./until.ts";

export interface OpenableMail {
  readonly threadId: string;
  readonly messageId: string;
  /** Whom an answer goes to. */
  readonly contact: string;
}

export interface ConnectedCheck {
  readonly stack: DemoStack;
  readonly me: string;
  readonly sidebar: HeadlessSidebar;
  readonly mail: OpenableMail;
  readonly say: (line: string) => void;
}

export async function checkSending({ stack, me, sidebar, mail, say }: ConnectedCheck): Promise<void> {
  const startedAt = Date.now();
  // On kept data the replies of earlier checks are there too.
  const words = `I will come back to you tomorrow (headless check ${new Date(startedAt).toISOString()}).`;
  await sidebar.openMessage(mail);
  await sidebar.click("onOpenCompose", {}, ({ parameters = [] }) =>
    parameters.some(({ key, value }) => key === "reply" && value === "sender"),
  );
  const { notice, card } = await sidebar.click("onSendEmail", {
    text: { stringInputs: { value: [words] } },
  });
  if (notice === undefined) throw new Error(`the reply was not taken; the card says: ${textOf(card)}`);
  say(`Replied from the sidebar: ${notice}`);

  const contactId = (await contactWith(stack, me, mail.contact)).id;
  const email = await until("the reply is sent", async () => {
    const sent = await callApi<{ items: readonly Email[] }>(stack, me, {
      path: `/emails?contactId=${contactId}`,
    });
    return sent.items.find(({ text, status }) => text === words && status === "SENT");
  });
  await callApi(stack, me, { method: "POST", path: "/sync/email/run" });
  await until("the mailbox is synced after the sending", () => syncedSince(stack, me, startedAt));

  const copies = [...mailboxOf(stack, me).messages()].filter(
    (message) => message.labelIds.has("SENT") && message.threadId === email.gmail?.threadId,
  );
  const sentNow = copies.filter(({ internalDate }) => internalDate >= startedAt);
  if (sentNow.length !== 1) throw new Error(`Gmail has the reply ${sentNow.length} times`);
  const { items } = await callApi<{ items: readonly Activity[] }>(stack, me, {
    path: `/activities?contactId=${contactId}&limit=100`,
  });
  const activities = items.filter(({ bodyText }) => bodyText?.includes(words) === true);
  if (activities.length !== 1) throw new Error(`the timeline has the reply ${activities.length} times`);
  say("After the sync Gmail has the reply once, in the same conversation, and the timeline has it once");
}
