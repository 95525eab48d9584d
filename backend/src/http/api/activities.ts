/** Mails, meetings, notes and calls: log, list, read, edit, undo. */
import type { z } from "zod";
import type { LogActivity } from "../../../../contract/activities.ts";
import { parseEmailAddress } from "../../crm/email-address.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseActivityId, parseContactId } from "../../crm/ids.ts";
import type { ActivityId, ContactId } from "../../crm/ids.ts";
import { planLog } from "../../crm/log-plan.ts";
import type { ActivityChanges, Stores, Viewer } from "../../crm/ports.ts";
import { toStorableText } from "../../crm/storable-text.ts";
import { cleanBody } from "../../mail/body.ts";
import type { Call, Handlers } from "../operation.ts";
import { invalidInput, notFound, Refusal } from "../problem.ts";
import { findEventContext, findMessageContext } from "./context.ts";

type ActivityOperation =
  "listActivities" | "logActivity" | "getActivity" | "updateActivity" | "deleteActivity";
type ActivityStores = Pick<Stores, "activities" | "contacts" | "context">;

export function activityHandlers(stores: ActivityStores): Pick<Handlers, ActivityOperation> {
  const { activities, contacts } = stores;
  return {
    async listActivities({ caller: { viewer }, query, now }) {
      const { contactId, person, ...filter } = query;
      const contact =
        contactId === undefined ? undefined : (parseContactId(contactId) ?? refuseContact("contactId"));
      const address = person === undefined ? undefined : (parseEmailAddress(person) ?? refusePerson());
      const page = await activities.list(viewer, { ...filter, contactId: contact, person: address }, now);
      // A contact nothing was logged with is not one that does not exist.
      if (contact !== undefined && page.items.length === 0) {
        if ((await contacts.find(viewer.workspaceId, contact)) === undefined) refuseContact("contactId");
      }
      return { status: 200, body: page };
    },

    async logActivity({ caller: { viewer, source }, body, now }) {
      contactIdsOf(body.contactIds ?? []);
      const plan = planLog(viewer, withOwnWords(body), source, now);
      if ("invalid" in plan) throw invalidInput(plan.invalid);
      const result = await activities.log(viewer, plan, now);
      switch (result.outcome) {
        case "no-contact":
          throw new Refusal("no_contact", "Nobody on it is a lead or client. Choose whom to log it for.");
        case "unknown-contact":
          throw unknownContact(body.contactIds ?? [], result.contactId);
        case "created":
        case "already-logged": {
          const alreadyLogged = result.outcome === "already-logged";
          const context = await freshContext(stores, viewer, body, now);
          return {
            status: alreadyLogged ? 200 : 201,
            body: { ...result.activity, alreadyLogged, ...context },
          };
        }
      }
    },

    async getActivity({ caller: { viewer }, params, now }) {
      const activity = await activities.find(viewer, activityId(params), now);
      if (activity === undefined) throw notFound("activity");
      return { status: 200, body: activity };
    },

    async updateActivity({ caller: { viewer }, params, body, now }) {
      const result = await activities.update(viewer, activityId(params), changesOf(body), now);
      if (!("refused" in result)) return { status: 200, body: result };
      switch (result.refused) {
        case "not-found":
          throw notFound("activity");
        case "forbidden":
          throw forbidden();
        case "not-a-meeting":
          throw invalidInput([{ path: "outcome", message: wrong.onlyForMeetings }]);
        case "unknown-contact":
          throw unknownContact(body.contactIds ?? [], result.contactId);
      }
    },

    async deleteActivity({ caller: { viewer }, params, now }) {
      switch (await activities.undo(viewer, activityId(params), now)) {
        case "undone":
          return { status: 204, body: null };
        case "not-found":
          throw notFound("activity");
        case "forbidden":
          throw forbidden();
      }
    },
  };
}

/** The timeline keeps what this mail says, not what it quotes. */
function withOwnWords(body: z.output<typeof LogActivity>): z.output<typeof LogActivity> {
  if (body.type !== "EMAIL" || body.bodyText === undefined) return body;
  return { ...body, bodyText: cleanBody(body.bodyText) };
}

/** The mail or event as its card shows it after logging. */
async function freshContext(
  { context }: Pick<Stores, "context">,
  viewer: Viewer,
  body: z.output<typeof LogActivity>,
  now: Date,
) {
  switch (body.type) {
    case "EMAIL":
      return body.withContext === true
        ? { context: await findMessageContext(context, viewer, body, now) }
        : {};
    case "MEETING":
      return body.withContext === true ? { context: await findEventContext(context, viewer, body, now) } : {};
    case "NOTE":
    case "CALL":
      return {};
  }
}

function changesOf({
  note,
  outcome,
  visibility,
  contactIds,
}: Call<"updateActivity">["body"]): ActivityChanges {
  return {
    ...(note === undefined ? {} : { note: note === null ? null : toStorableText(note) }),
    ...(outcome === undefined ? {} : { status: outcome }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(contactIds === undefined ? {} : { contactIds: contactIdsOf(contactIds) }),
  };
}

/** What cannot be an id of ours does not exist, like another workspace's. */
function contactIdsOf(given: readonly string[]): readonly ContactId[] {
  return given.map((text, at) => parseContactId(text) ?? refuseContact(`contactIds.${at}`));
}

function activityId({ id }: { readonly id: string }): ActivityId {
  const parsed = parseActivityId(id);
  if (parsed === undefined) throw notFound("activity");
  return parsed;
}

function refuseContact(path: string): never {
  throw notFound("contact", path);
}

function refusePerson(): never {
  throw invalidInput([{ path: "person", message: wrong.noAddress }]);
}

function unknownContact(given: readonly string[], id: ContactId): Refusal {
  return notFound("contact", `contactIds.${given.findIndex((text) => parseContactId(text) === id)}`);
}

function forbidden(): Refusal {
  return new Refusal("forbidden", "Only the rep who logged it and admins may do this.");
}
