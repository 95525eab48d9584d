import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { directionOf } from "../../backend/src/crm/direction.ts";
import type { Participant } from "../../backend/src/crm/people.ts";
import { lookupOrder, resolvePeople } from "../../backend/src/crm/people.ts";
import { mailParticipants, meetingParticipants } from "../../backend/src/crm/participants.ts";
import { address, card, rows, viewer } from "./people-on-hand.ts";

const header = {
  from: "Lea Lead <lea@client.example>",
  to: "rep@us.example, Carl <carl@us.example>",
  cc: "Fred <freelancer@gmail.com>, stranger@else.example",
};

describe("mailParticipants", () => {
  test("gives every address once in each role it has", () => {
    const participants = mailParticipants({
      ...header,
      replyTo: "lea@client.example",
      bcc: "RITA@us.example, rita@us.example",
    });
    expect(participants.map(({ address: at, role }) => `${role} ${at}`)).toEqual([
      "from lea@client.example",
      "replyTo lea@client.example",
      "to rep@us.example",
      "to carl@us.example",
      "cc freelancer@gmail.com",
      "cc stranger@else.example",
      "bcc rita@us.example",
    ]);
  });
});

describe("meetingParticipants", () => {
  test("leaves out rooms, calendars and what is no address", () => {
    const participants = meetingParticipants({
      organizer: "Rep <rep@us.example>",
      attendees: [
        { email: "Lea@client.example", name: " Lea\u0000  Lead " },
        { email: "opt@client.example", optional: true },
        { email: "c_123@resource.calendar.google.com", name: "Room 1" },
        { email: "unknownorganizer@calendar.google.com" },
        { email: "not an address" },
      ],
    });
    expect(participants).toEqual([
      { address: "rep@us.example", name: "Rep", role: "organizer" },
      { address: "lea@client.example", name: "Lea Lead", role: "attendee" },
      { address: "opt@client.example", name: null, role: "optional" },
    ]);
  });
});

describe("resolvePeople", () => {
  const mailboxes = mailParticipants(header);

  test("tells contacts, colleagues, oneself and strangers apart", () => {
    const known = rows({
      contacts: { "lea@client.example": card("Lea") },
      users: { "freelancer@gmail.com": "Fred F" },
    });
    const { people, primary, matchedAddress, notShown } = resolvePeople({ viewer, mailboxes, rows: known });
    expect(people.map(({ email, name, kind }) => [email, name, kind])).toEqual([
      ["lea@client.example", "Lea Lead", "lead"],
      ["rep@us.example", "Rita Rep", "self"],
      ["carl@us.example", "Carl", "colleague"],
      ["freelancer@gmail.com", "Fred", "colleague"],
      ["stranger@else.example", null, "unknown"],
    ]);
    expect([primary, matchedAddress, notShown]).toEqual([0, "lea@client.example", 0]);
  });

  test("puts the first contact before an unknown sender", () => {
    const known = rows({ contacts: { "stranger@else.example": card("S", "client") } });
    const { people, primary, matchedAddress } = resolvePeople({ viewer, mailboxes, rows: known });
    expect(people[primary ?? -1]).toMatchObject({
      email: "stranger@else.example",
      kind: "client",
      contact: { name: "S" },
    });
    expect(matchedAddress).toBe("stranger@else.example");
  });

  test("is about the first unknown where nobody is a contact, and about nobody among ourselves", () => {
    expect(resolvePeople({ viewer, mailboxes, rows: rows({}) }).primary).toBe(0);
    const internal = mailParticipants({ from: "carl@us.example", to: "rep@other.example" });
    const resolved = resolvePeople({ viewer, mailboxes: internal, rows: rows({}) });
    expect(resolved.people.map((person) => person.kind)).toEqual(["colleague", "self"]);
    expect(resolved.primary).toBeNull();
  });

  test("who tells of a mail that could not be delivered is nobody to be made a lead", () => {
    const from = "mailer-daemon@googlemail.com";
    const daemon = mailParticipants({ from });
    const { people, primary } = resolvePeople({ viewer, mailboxes: daemon, rows: rows({}) });
    expect([people[0]?.kind, primary]).toEqual(["unknown", null]);
    const known = rows({ contacts: { [from]: card("Post") } });
    expect(resolvePeople({ viewer, mailboxes: daemon, rows: known }).primary).toBe(0);
  });

  test("keeps oneself oneself and a colleague who is a contact a contact", () => {
    const known = rows({ contacts: { "rep@us.example": card("Me"), "carl@us.example": card("Carl") } });
    const { people } = resolvePeople({ viewer, mailboxes, rows: known });
    expect(people.slice(1, 3).map(({ kind, contact }) => [kind, contact?.name])).toEqual([
      ["self", undefined],
      ["lead", "Carl"],
    ]);
  });

  test("takes the first name that any role gives for an address", () => {
    const named = mailParticipants({ from: "lea@client.example", cc: "Lea <lea@client.example>" });
    expect(resolvePeople({ viewer, mailboxes: named, rows: rows({}) }).people).toMatchObject([
      { name: "Lea" },
    ]);
  });
});

describe("lookupOrder", () => {
  test("asks for fifty at the most, the most telling first, in whatever order they come", () => {
    const crowd = Array.from({ length: 80 }, (_, index) => `u${index}@x.example`).join(",");
    const participants = mailParticipants({
      from: "f@x.example",
      to: crowd,
      cc: "c@x.example",
      replyTo: "r@x.example",
    });
    expect(lookupOrder(participants)).toHaveLength(50);
    const roles = fc.shuffledSubarray([...mailParticipants({ ...header, bcc: "b@x.example" })], {
      minLength: 6,
    });
    fc.assert(
      fc.property(roles, (shuffled: Participant[]) => {
        const order = lookupOrder(shuffled);
        expect(new Set(order).size).toBe(order.length);
        expect([order[0], order.at(-1)]).toEqual(["lea@client.example", "b@x.example"]);
      }),
    );
    const { notShown, people } = resolvePeople({ viewer, mailboxes: participants, rows: rows({}) });
    expect([people.length, notShown]).toEqual([50, 33]);
  });
});

describe("directionOf", () => {
  test.each([
    ["rep@us.example", "outbound"],
    ["rep@other.example", "outbound"],
    ["carl@us.example", "outbound"],
    ["lea@client.example", "inbound"],
    ["carl@mail.us.example", "inbound"],
  ])("from %s is %s", (from, direction) => {
    expect(directionOf(address(from), viewer)).toBe(direction);
  });

  test("from nobody is inbound, and a personal workspace has no domain of colleagues", () => {
    expect(directionOf(undefined, viewer)).toBe("inbound");
    const personal = { ...viewer, workspaceDomain: null };
    expect(directionOf(address("carl@us.example"), personal)).toBe("inbound");
  });
});
