/** What the sidebar shows beside an open mail or event. One statement, the caller included. */
import type { z } from "zod";
import type { MailHeader } from "../../../../contract/activities.ts";
import type { EventContext, EventContextRequest, MessageContext } from "../../../../contract/context.ts";
import { mailMergeKey, meetingMergeKey } from "../../crm/merge-key.ts";
import { mailParticipants, meetingParticipants } from "../../crm/participants.ts";
import { lookupOrder, resolvePeople } from "../../crm/people.ts";
import type { Participant } from "../../crm/people.ts";
import type { ContextRows, ContextStore, Stores, Viewer } from "../../crm/ports.ts";
import { parseMailDate } from "../../crm/mail-date.ts";
import { whyOf } from "../../crm/why.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { Handlers } from "../operation.ts";

/** Timelines beyond these are a tap away; with more, a mail to many customers would not fit the answer's size. */
const FULL_CARDS = 3;

export function contextHandlers({
  context,
}: Pick<Stores, "context">): Pick<Handlers, "getMessageContext" | "getEventContext"> {
  return {
    async getMessageContext({ caller: { viewer }, body, now }) {
      return { status: 200, body: await findMessageContext(context, viewer, body, now) };
    },
    async getEventContext({ caller: { viewer }, body, now }) {
      return { status: 200, body: await findEventContext(context, viewer, body, now) };
    },
  };
}

export async function findMessageContext(
  context: ContextStore,
  viewer: Viewer,
  mail: z.output<typeof MailHeader>,
  now: Date,
): Promise<MessageContext> {
  const participants = mailParticipants(mail);
  const mergeKey = mailMergeKey({
    messageIdHeader: mail.rfc822MessageId,
    from: mail.from,
    date: mail.date,
    userId: viewer.userId,
    gmailMessageId: mail.gmailMessageId,
  });
  const { gmailMessageId } = mail;
  const rows = await context.find(viewer, { ...lookup(participants), mergeKey, gmailMessageId }, now);
  const { shared, matchedAddress } = describe(viewer, participants, rows);
  return { ...shared, why: whyOf({ ...rows, ...shared, viewer, matchedAddress }) };
}

export async function findEventContext(
  context: ContextStore,
  viewer: Viewer,
  event: z.output<typeof EventContextRequest>,
  now: Date,
): Promise<EventContext> {
  const participants = meetingParticipants(event);
  const mergeKey = meetingMergeKey({
    iCalUID: event.iCalUID,
    calendarId: event.calendarId,
    eventId: event.eventId,
    originalStart: event.originalStart === undefined ? null : (parseMailDate(event.originalStart) ?? null),
  });
  const rows = await context.find(viewer, { ...lookup(participants), mergeKey, gmailMessageId: null }, now);
  return { ...describe(viewer, participants, rows).shared, meeting: rows.activity };
}

function lookup(participants: readonly Participant[]) {
  return { addresses: lookupOrder(participants), fullCards: FULL_CARDS };
}

function describe(viewer: Viewer, participants: readonly Participant[], rows: ContextRows) {
  const { people, notShown, primary, matchedAddress } = resolvePeople({
    viewer,
    mailboxes: participants,
    rows,
  });
  const connection = describeConnection(viewer.connection);
  return {
    shared: { people, peopleNotShown: notShown, primary, logged: rows.logged, connection },
    matchedAddress,
  };
}
