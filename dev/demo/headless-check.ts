/**
 * The main job once, without a browser: a rep opens a lead's mail, reads the card, logs it with a note; a colleague
 * opens the same mail and finds it logged; the timeline has it; the rep undoes it. Then the rep connects Google, replies,
 * and books a meeting, which Google then moves. Says each step as it is done.
 */
import type { Activity } from "../../contract/activities.ts";
import type { Message } from "../google/gmail/message.ts";
import { findField } from "../google/gmail/header-fields.ts";
import { callApi } from "./call-api.ts";
import { checkBooking } from "./check-booking.ts";
import { checkSending } from "./check-sending.ts";
import type { OpenableMail } from "./check-sending.ts";
import { connectGoogle } from "./connect-google.ts";
import type { DemoStack } from "./demo-stack.ts";
import { actionsOn, HeadlessSidebar, textOf, tickedOn } from "./headless-sidebar.ts";
import { mailboxOf } from "./look-into.ts";
import type { Scenario } from "./scenario.ts";

const NOTE = "Asked for a call next week (headless check)";

/** @throws Error that says which step failed, and why. */
export async function headlessCheck(
  stack: DemoStack,
  scenario: Scenario,
  say: (line: string) => void,
): Promise<void> {
  const mine = new HeadlessSidebar(stack.host, scenario.me);
  const mails = [...mailboxOf(stack, scenario.me).newestFirst()];
  say(`Opening every mail of ${scenario.me}: ${mails.length}`);
  const ofLeads = await openAll(mails, mine, say);

  // The colleague can look over the shoulder only where the same mail is in both mailboxes.
  const mail = ofLeads.find((one) => twinOf(stack, scenario.colleague, one) !== undefined) ?? ofLeads[0];
  if (mail === undefined) throw new Error("no mail of a contact was found, so there is nothing to log");
  const opened = await mine.openMessage({ threadId: mail.threadId, messageId: mail.id });
  say(`The card of "${opened.card.header?.title ?? ""}" is shown for "${subjectOf(mail)}"`);

  const form = await mine.click("onOpenLogForm");
  const contactIds = tickedOn(form.card, "contactIds");
  const logged = await mine.click("onSubmitLogForm", {
    note: { stringInputs: { value: [NOTE] } },
    contactIds: { stringInputs: { value: contactIds } },
  });
  expect(
    textOf(logged.card).includes(NOTE),
    `the card does not show the note; it says: ${textOf(logged.card)}`,
  );
  say(`Logged with a note: ${logged.notice ?? ""}`);

  const twin = twinOf(stack, scenario.colleague, mail);
  if (twin === undefined)
    say("The colleague did not get this mail; looking at it as the colleague is left out");
  else {
    const colleague = new HeadlessSidebar(stack.host, scenario.colleague);
    const seen = await colleague.openMessage({ threadId: twin.threadId, messageId: twin.id });
    expect(textOf(seen.card).includes(NOTE), "the colleague's card does not show the mail as logged");
    expect(
      !actionsOn(seen.card).some(({ function: name }) => name === "onLog"),
      "the colleague is offered to log it again",
    );
    say(`${scenario.colleague} opens the same mail and finds it logged`);
  }

  const timeline = await activitiesOf(stack, scenario.me, contactIds[0] ?? "");
  const entries = timeline.filter(({ note }) => note === NOTE);
  expect(entries.length === 1, `the timeline has it ${entries.length} times`);
  say(`The timeline of the contact has it once, among ${timeline.length}`);

  await mine.click("onAskUndo");
  const undone = await mine.click("onUndo");
  expect(
    actionsOn(undone.card).some(({ function: name }) => name === "onLog"),
    "after the undo the card offers no logging",
  );
  const after = await activitiesOf(stack, scenario.me, contactIds[0] ?? "");
  expect(!after.some(({ note }) => note === NOTE), "after the undo the timeline still has it");
  say(`Undone: ${undone.notice ?? ""}`);

  await connectGoogle(stack, scenario.me);
  say(`${scenario.me} has connected mail, sending and calendar with one consent`);
  const check = { stack, me: scenario.me, sidebar: mine, mail: answerable(ofLeads, scenario), say };
  await checkSending(check);
  await checkBooking(check);
}

/** One that a contact has written, else one that was written to a contact: its reply goes to them. */
function answerable(mails: readonly Message[], { people }: Scenario): OpenableMail {
  for (const header of ["From", "To"]) {
    for (const mail of mails) {
      const value = (findField(mail.headers(), header) ?? "").toLowerCase();
      const contact = people.find(({ email }) => value.includes(email));
      if (contact !== undefined)
        return { threadId: mail.threadId, messageId: mail.id, contact: contact.email };
    }
  }
  throw new Error("no mail is from or to a contact, so there is nobody to answer");
}

/** Every mail gets a card; gives those that have a contact on them and are not logged. */
async function openAll(
  mails: readonly Message[],
  sidebar: HeadlessSidebar,
  say: (line: string) => void,
): Promise<Message[]> {
  const ofContacts: Message[] = [];
  let slowest = 0;
  for (const mail of mails) {
    try {
      const { card, execution } = await sidebar.openMessage({ threadId: mail.threadId, messageId: mail.id });
      slowest = Math.max(slowest, execution.ms);
      if (actionsOn(card).some(({ function: name }) => name === "onOpenLogForm")) ofContacts.push(mail);
    } catch (error) {
      throw new Error(`the mail "${subjectOf(mail)}" (${mail.id}) has no card`, { cause: error });
    }
  }
  say(
    `${mails.length} cards drawn, the slowest in ${Math.round(slowest)} ms; ${ofContacts.length} mails of contacts to log`,
  );
  return ofContacts;
}

async function activitiesOf(stack: DemoStack, user: string, contactId: string): Promise<readonly Activity[]> {
  const path = `/activities?contactId=${contactId}&limit=100`;
  return (await callApi<{ items: readonly Activity[] }>(stack, user, { path })).items;
}

/** The same mail in another mailbox. */
function twinOf(stack: DemoStack, email: string, mail: Message): Message | undefined {
  const messageIdHeader = findField(mail.headers(), "Message-ID");
  return messageIdHeader === undefined
    ? undefined
    : mailboxOf(stack, email).findByMessageIdHeader(messageIdHeader)[0];
}

function subjectOf(mail: Message): string {
  return findField(mail.headers(), "Subject") ?? "";
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}
