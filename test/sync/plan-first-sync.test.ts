import { expect, test } from "@jest/globals";
import { chooseFirstPlan, windowStart } from "../../backend/src/sync/plan-first-sync.ts";

const off = { contactCreation: "off" } as const;

test("a large mailbox is searched for the contacts' mails", () => {
  expect(chooseFirstPlan(off, { contactAddresses: 500, messages: 20_000 })).toBe("search");
  expect(chooseFirstPlan(off, { contactAddresses: 0, messages: 0 })).toBe("search");
});

test("a small mailbox and very many contacts: all headers are cheaper", () => {
  expect(chooseFirstPlan(off, { contactAddresses: 100_000, messages: 1_000 })).toBe("scan");
});

test("where contacts are made of people on mails, every mail is looked at", () => {
  expect(chooseFirstPlan({ contactCreation: "written_to" }, { contactAddresses: 5, messages: 20_000 })).toBe(
    "scan",
  );
});

test("the window begins so many days ago, or never", () => {
  const now = new Date("2026-11-23T00:00:00Z");
  expect(windowStart(365, now)).toBe(Date.UTC(2025, 10, 23) / 1000);
  expect(windowStart("all", now)).toBeNull();
});
