import { expect, test } from "@jest/globals";
import { decideAdmission } from "../../backend/src/crm/admission.ts";
import { address } from "./people-on-hand.ts";

const domain = (name: string) => ({ kind: "domain", domain: name });

test.each([
  ["a listed hosted domain", "a@acme.com", "acme.com", ["acme.com"], domain("acme.com")],
  ["a listed domain in other case", "a@acme.com", "ACME.com", [" Acme.COM "], domain("acme.com")],
  ["a listed address without hd", "a@acme.com", null, ["acme.com"], domain("acme.com")],
  ["hd before the address", "a@acme.com", "evil.example", ["acme.com"], { kind: "invited-only" }],
  ["an IDN domain", "a@müller.de", "xn--mller-kva.de", ["müller.de"], domain("xn--mller-kva.de")],
  ["nothing listed", "a@acme.com", "acme.com", [], { kind: "invited-only" }],
  ["a subdomain", "a@sub.acme.com", "sub.acme.com", ["acme.com"], { kind: "invited-only" }],
  ["anybody, hosted", "a@acme.com", "acme.com", ["*"], domain("acme.com")],
  ["anybody, not hosted", "a@acme.com", null, ["*"], { kind: "personal" }],
  ["anybody at Gmail", "a@gmail.com", null, ["*"], { kind: "personal" }],
  ["a listed public provider", "a@gmail.com", null, ["gmail.com"], { kind: "personal" }],
  ["a public provider as hd", "a@gmail.com", "gmail.com", ["*"], { kind: "personal" }],
  ["a listed domain beside *", "a@acme.com", null, ["*", "acme.com"], domain("acme.com")],
])("%s", (_, email, hostedDomain, allowed, admission) => {
  const identity = {
    issuer: "i",
    subject: "s",
    email: address(email),
    name: null,
    hostedDomain,
    locale: null,
  };
  expect(decideAdmission(identity, allowed)).toEqual(admission);
});
