/** Who is on a mail or event, and whom the card is about. */
import type { ParticipantRole } from "../../../contract/activities.ts";
import type { ContactCard } from "../../../contract/contacts.ts";
import type { Person, PersonKind } from "../../../contract/context.ts";
import { domainOf, isMailSystem } from "./email-address.ts";
import type { EmailAddress } from "./ids.ts";
import type { ContextRows, NewParticipant, Viewer } from "./ports.ts";

/** Somebody on a mail or event; one person may be there in several roles. */
export type Participant = NewParticipant;

/** A person with what is to be told of the contact. */
export type PersonWith<Told> = Omit<Person, "contact"> & { contact: Told | null };

export interface ResolvedPeople<Told> {
  /** Each address once, most telling role first; at most fifty. */
  readonly people: PersonWith<Told>[];
  /** How many distinct addresses there are beyond these. */
  readonly notShown: number;
  readonly primary: number | null;
  /** The address by which the first contact was found. */
  readonly matchedAddress: EmailAddress | null;
}

export interface KnownPeople<Told> extends Pick<ContextRows, "users"> {
  readonly contacts: ReadonlyMap<EmailAddress, Told>;
}

export function resolvePeople<Told extends Pick<ContactCard, "kind" | "name">>(input: {
  readonly viewer: Viewer;
  readonly mailboxes: readonly Participant[];
  readonly rows: KnownPeople<Told>;
}): ResolvedPeople<Told> {
  const { viewer, rows } = input;
  const participants = distinct(input.mailboxes);
  const shown = participants.slice(0, MAX_PEOPLE);
  const people = shown.map((participant) => toPerson(viewer, participant, rows));
  const firstContact = people.findIndex((person) => person.contact !== null);
  const primary =
    firstContact >= 0
      ? firstContact
      : // Who tells of a mail that could not be delivered is nobody to make a lead of.
        people.findIndex(({ kind, email }) => kind === "unknown" && !isMailSystem(email));
  return {
    people,
    notShown: participants.length - shown.length,
    primary: primary >= 0 ? primary : null,
    matchedAddress: shown[firstContact]?.address ?? null,
  };
}

/** The addresses worth a look in the database: each once, most telling role first. */
export function lookupOrder(mailboxes: readonly Participant[]): readonly EmailAddress[] {
  return distinct(mailboxes)
    .slice(0, MAX_PEOPLE)
    .map((participant) => participant.address);
}

/** The viewer's own address or one he sends as. */
export function isSelf(viewer: Pick<Viewer, "email" | "aliases">, address: EmailAddress): boolean {
  return address === viewer.email || viewer.aliases.includes(address);
}

/** Of the domain the workspace belongs to. Users with other addresses are known to the database only. */
export function isOfWorkspaceDomain(viewer: Pick<Viewer, "workspaceDomain">, address: EmailAddress): boolean {
  return viewer.workspaceDomain !== null && domainOf(address) === viewer.workspaceDomain;
}

const MAX_PEOPLE = 50;

const ROLES: readonly ParticipantRole[] = [
  "from",
  "organizer",
  "replyTo",
  "to",
  "attendee",
  "cc",
  "optional",
  "bcc",
];

function distinct(mailboxes: readonly Participant[]): readonly Participant[] {
  const byAddress = new Map<EmailAddress, Participant>();
  for (const role of ROLES) {
    for (const participant of mailboxes) {
      if (participant.role !== role) continue;
      const known = byAddress.get(participant.address);
      const name = known?.name ?? participant.name;
      byAddress.set(participant.address, { ...(known ?? participant), name });
    }
  }
  return [...byAddress.values()];
}

function toPerson<Told extends Pick<ContactCard, "kind" | "name">>(
  viewer: Viewer,
  { address, name }: Participant,
  rows: KnownPeople<Told>,
): PersonWith<Told> {
  const self = isSelf(viewer, address);
  const contact = self ? null : (rows.contacts.get(address) ?? null);
  const user = rows.users.get(address);
  return {
    email: address,
    name: name ?? contact?.name ?? user?.name ?? (self ? viewer.name : null),
    kind: kindOf(),
    contact,
  };

  function kindOf(): PersonKind {
    if (self) return "self";
    if (contact !== null) return contact.kind;
    return user !== undefined || isOfWorkspaceDomain(viewer, address) ? "colleague" : "unknown";
  }
}
