/** A rep, a lead and the other people the tests of this folder talk about. */
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import { parseUserId } from "../../backend/src/crm/ids.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import type { ContextRows, Viewer } from "../../backend/src/crm/ports.ts";
import type { ContactCard } from "../../contract/contacts.ts";

export const REP_ID = "00000000-0000-7000-8000-000000000001";

export function address(text: string): EmailAddress {
  const parsed = parseEmailAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

function userId(text: string): UserId {
  const id = parseUserId(text);
  if (id === undefined) throw new Error(`${text} is no id`);
  return id;
}

export const viewer: Viewer = {
  workspaceId: "00000000-0000-7000-8000-0000000000aa" as WorkspaceId,
  userId: userId(REP_ID),
  email: address("rep@us.example"),
  aliases: [address("sales@us.example"), address("rep@other.example")],
  name: "Rita Rep",
  role: "rep",
  locale: "en",
  timeZone: "Europe/Berlin",
  workingHours: { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 },
  workspaceDomain: "us.example",
  workspaceName: "Us",
  connection: { status: "none", scopes: [], email: null, reason: null },
};

export function card(name: string, kind: "lead" | "client" = "lead"): ContactCard {
  return {
    id: `card-of-${name}`,
    kind,
    name,
    emails: [],
    company: null,
    title: null,
    phone: null,
    stage: "new",
    ownerId: null,
    ownerName: null,
    notes: null,
    engagementScore: 0,
    lastEngagementAt: null,
    createdAt: "2026-11-01T00:00:00.000Z",
    updatedAt: "2026-11-01T00:00:00.000Z",
    momentum: 0,
    scoreReasons: [],
    nextMeeting: null,
    turn: null,
    followUps: [],
    recent: [],
    hasMore: false,
  };
}

export function rows(known: {
  readonly contacts?: Readonly<Record<string, ContactCard>>;
  readonly users?: Readonly<Record<string, string>>;
}): ContextRows {
  const contacts = Object.entries(known.contacts ?? {}).map(([at, one]) => [address(at), one] as const);
  const users = Object.entries(known.users ?? {}).map(
    ([at, name]) => [address(at), { id: userId(REP_ID), name }] as const,
  );
  return {
    contacts: new Map(contacts),
    users: new Map(users),
    logged: null,
    activity: null,
    ledger: null,
    rules: [],
  };
}
