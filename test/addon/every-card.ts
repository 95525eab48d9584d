/** Every card and form there is, from given data: so that a check of all cards forgets none. */
import type { CardSpec } from "../../addon/src/cards/card-spec.ts";
import { activityCard } from "../../addon/src/cards/activity-card.ts";
import { backfillCard } from "../../addon/src/cards/backfill-section.ts";
import { composeForm } from "../../addon/src/cards/compose-form.ts";
import { composeWindowCard, templatePreviewCard } from "../../addon/src/cards/compose-window-card.ts";
import { contactCard } from "../../addon/src/cards/contact-card.ts";
import { createForm, editForm, fieldsOf } from "../../addon/src/cards/contact-form.ts";
import { errorCard } from "../../addon/src/cards/error-card.ts";
import { eventCard } from "../../addon/src/cards/event-card.ts";
import { followUpForm } from "../../addon/src/cards/follow-up-form.ts";
import { homeCard } from "../../addon/src/cards/home-card.ts";
import { logForm } from "../../addon/src/cards/log-form.ts";
import { cancelCard, clashCard, meetingCard } from "../../addon/src/cards/meeting-card.ts";
import { messageCard } from "../../addon/src/cards/message-card.ts";
import { neverCard } from "../../addon/src/cards/never-card.ts";
import { outgoingCard } from "../../addon/src/cards/outgoing-card.ts";
import { questionCard } from "../../addon/src/cards/question-card.ts";
import { scheduleForm } from "../../addon/src/cards/schedule-form.ts";
import { scoreCard } from "../../addon/src/cards/score-card.ts";
import { searchCard } from "../../addon/src/cards/search-card.ts";
import { timesCard } from "../../addon/src/cards/times-card.ts";
import { timelineCard } from "../../addon/src/cards/timeline-card.ts";
import { click } from "../../addon/src/cards/widgets.ts";
import { Failure } from "../../addon/src/failure.ts";
import type { EventDetails, Language } from "../../addon/src/request.ts";
import * as samples from "./samples.ts";

export const eventDetails: EventDetails = {
  title: "Kick-off",
  start: "2026-11-23T14:00:00Z",
  end: "2026-11-23T15:00:00Z",
  wholeDay: false,
  iCalUID: "ev1@google.com",
  originalStart: undefined,
  location: "Room 7",
  organizer: "ben@northwind.example",
  attendees: [],
};

/** @param change applied to every view model, e.g. to put hostile text into it. */
export function everyCard(
  language: Language,
  change: <T>(view: T) => T = (view) => view,
): ReadonlyMap<string, CardSpec> {
  const view = change({ ...samples, eventDetails });
  const {
    contact,
    contactCardView,
    messageContext,
    eventContext,
    logged,
    activity,
    anna,
    stranger,
    colleague,
  } = view;
  const meeting = { ...activity, type: "MEETING", status: "HELD", bodyText: null } as const;
  const page = {
    items: [activity, { ...activity, id: "a-4" }, { ...meeting, threadKey: null }],
    nextCursor: "next",
  };
  const problem = { text: language.texts.addressTaken(contact.name), contact: { id: contact.id } };
  const conflict = change({ errors: [{ path: "emails.0", message: "is not an address" }], requestId: "r-1" });
  const people = [anna, stranger, colleague];
  const badMail = change({
    errors: [
      { path: "to.0", message: "is no address" },
      { path: "sendAt", message: "is past" },
    ],
  });
  const mail = {
    parameters: { key: "k-1", contactId: contact.id, threadId: "18e" },
    draft: {
      to: view.email.to.join(", "),
      cc: view.email.from,
      bcc: "",
      from: view.email.from,
      subject: view.email.subject,
      text: view.email.text,
      sendDate: "2026-11-24",
      sendTime: "",
    },
    context: {
      ...view.composeContext,
      recipients: crowd(view.composeContext.recipients),
      invalid: [view.email.subject],
      from: [view.email.from, `2${view.email.from}`],
      templates: crowd([view.template]),
    },
    missing: ["company" as const],
  };
  const text = contact.name;
  const problems = { title: text, required: text, day: text, zone: text, place: text, form: text };
  const scheduleView = {
    target: { kind: "new", key: "k-1" },
    fields: {
      title: text,
      required: contact.emails.join(", "),
      optional: text,
      minutes: 30,
      day: "2026-11-24",
      time: "09:30",
      zone: view.availability.timeZone,
      place: text,
      meetLink: true,
      notify: "all",
    },
    movedTitle: text,
    offers: { ...view.availability, until: "2026-11-30" },
    problems,
  } as const;
  return new Map<string, CardSpec>([
    ["message", messageCard(messageContext, language)],
    ["message, logged", messageCard({ ...messageContext, logged }, language)],
    [
      "message, kept out by a rule",
      messageCard(
        {
          ...messageContext,
          why: {
            decision: "skipped",
            reason: "never_rule",
            matchedAddress: view.neverAcme.pattern,
            actions: ["log", "always", "remove_rule"],
            address: stranger.email,
            rule: view.neverAcme,
          },
        },
        language,
      ),
    ],
    ["message, unknown", messageCard({ ...messageContext, people: [stranger], primary: 0 }, language)],
    ["message, colleagues", messageCard({ ...messageContext, people: [colleague], primary: null }, language)],
    [
      "message, crowd",
      messageCard(
        { ...messageContext, people: Array.from({ length: 50 }, () => anna), peopleNotShown: 450 },
        language,
      ),
    ],
    ["event", eventCard(eventContext, view.eventDetails, language)],
    ["event, logged", eventCard({ ...eventContext, logged }, view.eventDetails, language)],
    ["event, unsaved", eventCard(eventContext, "unsaved", language)],
    ["home", homeCard(view.home, language)],
    ["home, empty", homeCard({ ...view.home, meetings: [], turns: [], warm: [] }, language)],
    [
      "home, reconnect",
      homeCard({ ...view.home, connection: { ...view.home.connection, status: "reconnect" } }, language),
    ],
    [
      "home, syncing",
      homeCard({ ...view.home, sync: { ...view.sync, phase: "first", estimate: 9_000 } }, language),
    ],
    [
      "contact",
      contactCard(contactCardView, true, language, { contactId: contact.id, found: view.backfillPreview }),
    ],
    ["older mails", backfillCard({ contactId: contact.id, found: view.backfillPreview }, language)],
    [
      "older mails, Google away",
      backfillCard({ contactId: contact.id, found: new Failure("google-away") }, language),
    ],
    ["never log", neverCard({ pattern: stranger.email, activities: 12 }, language)],
    ["log form", logForm(people, Array.from({ length: 40 }, () => activity.attachments).flat(), language)],
    [
      "create form",
      createForm(
        {
          email: stranger.email,
          fields: { ...fieldsOf(contact), stage: "new" },
          duplicates: view.proposal.duplicates,
          open: "mail",
          logToo: true,
          problem,
        },
        language,
      ),
    ],
    [
      "edit form",
      editForm(
        {
          contactId: contact.id,
          fields: fieldsOf(contact),
          ownerName: contact.ownerName,
          ownedByUser: false,
          makeOwner: false,
          from: "root",
          problem,
        },
        language,
      ),
    ],
    ["timeline", timelineCard({ contactId: contact.id, type: "EMAIL", page }, language)],
    [
      "activity",
      activityCard(
        {
          ...activity,
          participants: crowd(activity.participants).map((person, index) => ({
            ...person,
            email: `${index}${person.email}`,
          })),
          contacts: crowd(activity.contacts),
        },
        language,
      ),
    ],
    ["activity, meeting", activityCard(meeting, language)],
    ["mail", composeForm(mail, language)],
    ["mail, refused", composeForm({ ...mail, failure: new Failure("invalid", badMail) }, language)],
    ["mail, not sent", composeForm({ ...mail, refusal: samples.outgoing[1]?.error ?? "" }, language)],
    [
      "mail, not allowed",
      composeForm({ ...mail, context: { ...mail.context, connection: view.connected } }, language),
    ],
    ["compose window", composeWindowCard(mail.context, undefined, language)],
    [
      "template",
      templatePreviewCard(
        {
          templateId: view.template.id,
          name: view.template.name,
          whom: { email: view.recipient.email },
          subject: undefined,
          rendered: { ...view.rendered, missing: ["company"] },
        },
        language,
      ),
    ],
    ["outgoing", outgoingCard([...view.outgoing, ...crowd(view.outgoing)], language)],
    ["outgoing, none", outgoingCard([], language)],
    [
      "follow-up",
      followUpForm(
        {
          parameters: { contactId: contact.id },
          text: view.task.text,
          day: "",
          failure: new Failure("invalid", change({ errors: [{ path: "dueOn", message: "is past" }] })),
        },
        language,
      ),
    ],
    ["score", scoreCard({ ...view.score, reasons: crowd(view.score.reasons) }, language)],
    [
      "search",
      searchCard(
        {
          purpose: "log",
          words: contact.name,
          note: activity.subject ?? "",
          results: { items: [contact], nextCursor: "next" },
        },
        language,
      ),
    ],
    [
      "search, nothing found",
      searchCard(
        { purpose: undefined, words: contact.name, note: "", results: { items: [], nextCursor: null } },
        language,
      ),
    ],
    [
      "question",
      questionCard(
        {
          title: "Undo?",
          warning: "For all.",
          yes: "Undo",
          onYes: click("onUndo", { activityId: activity.id }),
        },
        language,
      ),
    ],
    ["meeting", meetingCard(view.meeting, language)],
    [
      "meeting, moved in Google",
      clashCard({ current: view.meeting, wanted: {}, wantedText: contact.name }, language),
    ],
    ["meeting, to be cancelled", cancelCard(view.meeting, true, language)],
    ["schedule", scheduleForm(scheduleView, language)],
    [
      "move",
      scheduleForm({ ...scheduleView, target: { kind: "move", meetingId: "a-3", etag: "1" } }, language),
    ],
    ["free times as text", timesCard(view.availability.text, contact.emails.join(), language)],
    [
      "event, over",
      eventCard(
        { ...eventContext, meeting },
        { ...view.eventDetails, start: "2026-11-20T14:00:00Z" },
        language,
        {
          canAddGuests: true,
          nextDay: "2026-11-30",
        },
      ),
    ],
    [
      "search, for a guest",
      searchCard(
        { purpose: "guest", words: contact.name, note: "", results: { items: [contact], nextCursor: null } },
        language,
      ),
    ],
    ["error", errorCard(new Failure("invalid", conflict), language)],
    ["error, not invited", errorCard(new Failure("not-invited"), language)],
  ]);
}

function crowd<T>(items: readonly T[]): T[] {
  return Array.from({ length: 100 }, () => items).flat();
}
