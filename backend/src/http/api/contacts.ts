/** Leads and clients: list, create, read, edit, delete, convert, score, and the proposal for a new one. */
import type { Contact, ContactProposal } from "../../../../contract/contacts.ts";
import { domainOf, isPublicMailDomain, parseEmailAddress, parseMailboxes } from "../../crm/email-address.ts";
import { wrong } from "../../crm/field-problems.ts";
import type { FieldProblem } from "../../crm/field-problems.ts";
import { parseContactId, parseUserId } from "../../crm/ids.ts";
import type { ContactId, UserId } from "../../crm/ids.ts";
import type {
  ContactChanges,
  ContactRefusal,
  ContactStore,
  Stores,
  WrittenAddress,
} from "../../crm/ports.ts";
import { foldText, phoneDigits, searchWords } from "../../crm/search-text.ts";
import { toStorableLine, toStorableText } from "../../crm/storable-text.ts";
import { readSignature } from "../../mail/signature.ts";
import type { Call, Handlers } from "../operation.ts";
import { invalidInput, notFound, Refusal } from "../problem.ts";

type ContactOperation =
  | "listContacts"
  | "createContact"
  | "proposeContact"
  | "getContact"
  | "getContactCard"
  | "updateContact"
  | "deleteContact"
  | "convertContact"
  | "getContactScore";

const MAX_DUPLICATES = 5;

export function contactHandlers({ contacts }: Pick<Stores, "contacts">): Pick<Handlers, ContactOperation> {
  return {
    async listContacts({ caller: { viewer }, query }) {
      const { q, ownerId, email, ...filter } = query;
      const owner = ownerId === undefined ? undefined : parseUserId(ownerId);
      // Nobody owns what an owner who cannot exist owns.
      if (ownerId !== undefined && owner === undefined)
        return { status: 200, body: { items: [], nextCursor: null } };
      const address = email === undefined ? undefined : (parseEmailAddress(email) ?? refuseAddress("email"));
      const words = searchWords(q ?? "");
      const page = await contacts.list(viewer.workspaceId, { ...filter, words, ownerId: owner, address });
      return { status: 200, body: page };
    },

    async createContact({ caller: { viewer }, body }) {
      const {
        emails,
        ownerId,
        stage = "new",
        company = null,
        title = null,
        phone = null,
        notes = null,
      } = body;
      const created = await contacts.create(viewer, {
        kind: body.kind,
        name: nameOf(body.name),
        company: line(company),
        title: line(title),
        phone: line(phone),
        notes: notesOf(notes),
        stage,
        addresses: writtenAddresses(emails),
        ownerId: ownerId === undefined ? viewer.userId : ownerOf(ownerId),
      });
      return { status: 201, body: orRefuse(created, emails) };
    },

    async proposeContact(call) {
      return { status: 200, body: await propose(contacts, call) };
    },

    async getContact({ caller: { viewer }, params }) {
      return { status: 200, body: found(await contacts.find(viewer.workspaceId, contactId(params))) };
    },

    async getContactCard({ caller: { viewer }, params, now }) {
      return { status: 200, body: found(await contacts.findCard(viewer, contactId(params), now)) };
    },

    async updateContact({ caller: { viewer }, params, body }) {
      const updated = await contacts.update(viewer, contactId(params), changesOf(body));
      return { status: 200, body: orRefuse(updated, body.emails ?? []) };
    },

    async deleteContact({ caller: { viewer }, params }) {
      if (!(await contacts.remove(viewer, contactId(params)))) throw notFound("contact");
      return { status: 204, body: null };
    },

    async convertContact({ caller: { viewer }, params }) {
      return { status: 200, body: found(await contacts.convert(viewer, contactId(params))) };
    },

    async getContactScore({ caller: { viewer }, params, now }) {
      const { score, reasons, momentum } = found(await contacts.findScore(viewer, contactId(params), now));
      return { status: 200, body: { score, reasons: [...reasons], momentum } };
    },
  };
}

function changesOf(patch: Call<"updateContact">["body"]): ContactChanges {
  const { name, company, title, phone, notes, stage, ownerId, emails } = patch;
  return {
    ...(name === undefined ? {} : { name: nameOf(name) }),
    ...(company === undefined ? {} : { company: line(company) }),
    ...(title === undefined ? {} : { title: line(title) }),
    ...(phone === undefined ? {} : { phone: line(phone) }),
    ...(notes === undefined ? {} : { notes: notesOf(notes) }),
    ...(stage === undefined ? {} : { stage }),
    ...(ownerId === undefined ? {} : { ownerId: ownerOf(ownerId) }),
    ...(emails === undefined ? {} : { addresses: writtenAddresses(emails) }),
  };
}

function contactId({ id }: { readonly id: string }): ContactId {
  return parseContactId(id) ?? refuseContact();
}

function found<T>(contact: T | undefined): T {
  return contact ?? refuseContact();
}

function refuseContact(): never {
  throw notFound("contact");
}

function ownerOf(ownerId: string | null): UserId | null {
  return ownerId === null ? null : (parseUserId(ownerId) ?? refuseOwner());
}

function refuseOwner(): never {
  throw notFound("user", "ownerId");
}

function refuseAddress(path: string): never {
  throw invalidInput([notAnAddress(path)]);
}

function notAnAddress(path: string): FieldProblem {
  return { path, message: wrong.noAddress };
}

/** The same address written twice is one. */
function writtenAddresses(emails: readonly string[]): readonly WrittenAddress[] {
  const written = emails.map((email) => ({
    address: parseEmailAddress(email),
    original: toStorableLine(email, 320),
  }));
  const errors = written.flatMap(({ address }, at) =>
    address === undefined ? [notAnAddress(`emails.${at}`)] : [],
  );
  if (errors.length > 0) throw invalidInput(errors);
  const byAddress = new Map<string, WrittenAddress>();
  for (const { address, original } of written) {
    if (address !== undefined && !byAddress.has(address)) byAddress.set(address, { address, original });
  }
  return [...byAddress.values()];
}

/** On one line, without characters that turn the reading direction. */
function line(text: string | null): string | null {
  const cleaned = text === null ? "" : toStorableLine(text, 300);
  return cleaned === "" ? null : cleaned;
}

function nameOf(text: string): string {
  const name = line(text);
  if (name === null) throw invalidInput([{ path: "name", message: wrong.nothingToShow }]);
  return name;
}

function notesOf(text: string | null): string | null {
  return text === null ? null : toStorableText(text);
}

function orRefuse(result: Contact | ContactRefusal, emails: readonly string[]): Contact {
  if (!("refused" in result)) return result;
  switch (result.refused) {
    case "not-found":
      throw notFound("contact");
    case "unknown-owner":
      throw notFound("user", "ownerId");
    case "address-taken": {
      const { address, by } = result;
      const at = emails.findIndex((email) => parseEmailAddress(email) === address);
      throw new Refusal("conflict", `${address} already belongs to ${by.name}.`, {
        errors: [{ path: `emails.${at}`, message: wrong.belongsTo(by.name) }],
        contactId: by.id,
        contactName: by.name,
      });
    }
  }
}

async function propose(
  contacts: ContactStore,
  { caller: { viewer }, body }: Call<"proposeContact">,
): Promise<ContactProposal> {
  const [mailbox] = parseMailboxes(body.from);
  const read =
    mailbox === undefined
      ? { name: line(body.from) ?? "", title: null, company: null, phone: null }
      : readSignature({ bodyText: body.bodyText ?? "", mailbox });
  const domain = mailbox === undefined ? null : domainOf(mailbox.address);
  const duplicates = await contacts.findDuplicates(
    viewer.workspaceId,
    {
      address: mailbox?.address ?? null,
      name: foldText(read.name),
      domain: domain === null || isPublicMailDomain(domain) ? null : domain,
      phoneDigits: read.phone === null ? null : phoneDigits(read.phone),
    },
    MAX_DUPLICATES,
  );
  return { email: mailbox?.original ?? null, ...read, duplicates: [...duplicates] };
}
