/** A mail being written: who its recipients are, and what it can be made of. Two statements, the caller's included. */
import type { z } from "zod";
import type { ComposeContextRequest } from "../../../../contract/context.ts";
import type { ComposeStore } from "../../crm/desk-ports.ts";
import { findNoAddresses, parseMailboxes } from "../../crm/email-address.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseContactId } from "../../crm/ids.ts";
import type { ContactId } from "../../crm/ids.ts";
import { lookupOrder, resolvePeople } from "../../crm/people.ts";
import type { Participant } from "../../crm/people.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, notFound } from "../problem.ts";

const WROTE_LATELY_MS = 7 * 86_400_000;
const MAX_INVALID = 50;
/** Five hundred recipients, which is as many as a mail may have, of the longest kind. */
const MAX_WRITTEN = 200_000;

type Request = z.output<typeof ComposeContextRequest>;

export function composeHandlers(compose: ComposeStore): Pick<Handlers, "getComposeContext"> {
  return {
    async getComposeContext({ caller: { viewer }, body, now }) {
      const headers = [...body.to, ...body.cc, ...body.bcc];
      if (headers.reduce((sum, { length }) => sum + length, 0) > MAX_WRITTEN) {
        throw invalidInput([{ path: "to", message: wrong.headersTooLong }]);
      }
      const given = recipientsOf(body);
      const invalid = headers.flatMap(findNoAddresses);
      const rows = await compose.find(viewer, {
        addresses: lookupOrder(given),
        contactId: body.contactId === undefined ? null : readContactId(body.contactId),
        fallBackToContact: given.length === 0 && invalid.length === 0,
        wroteSince: new Date(now.getTime() - WROTE_LATELY_MS),
      });
      if (rows === undefined) throw notFound("contact", "contactId");
      const { contactAddress, templates } = rows;
      const mailboxes: readonly Participant[] =
        contactAddress === null ? given : [{ address: contactAddress, name: null, role: "to" }];
      const { people, notShown } = resolvePeople({ viewer, mailboxes, rows });
      const recipients = people.map(({ email, ...person }) => ({
        ...person,
        email,
        colleagueWrote: rows.colleagueWrote.get(email) ?? null,
      }));
      return {
        status: 200,
        body: {
          recipients,
          recipientsNotShown: notShown,
          invalid: invalid.slice(0, MAX_INVALID),
          from: [viewer.email, ...viewer.aliases],
          templates: [...templates],
          connection: describeConnection(viewer.connection),
        },
      };
    },
  };
}

function recipientsOf(body: Request): readonly Participant[] {
  return (["to", "cc", "bcc"] as const).flatMap((role) =>
    body[role].flatMap((header) =>
      parseMailboxes(header).map(({ address, name }) => ({ address, name, role })),
    ),
  );
}

function readContactId(text: string): ContactId {
  const id = parseContactId(text);
  if (id === undefined) throw notFound("contact", "contactId");
  return id;
}
