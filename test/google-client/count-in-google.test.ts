import { expect, test } from "@jest/globals";
import { createCountInGoogle } from "../../backend/src/google/count-in-google.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";

const account = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId };
const addresses = ["ann@acme.example" as EmailAddress];

test("whoever waits for a count is not kept waiting by a Google that says nothing", async () => {
  const never = new Promise<never>(() => undefined);
  const count = createCountInGoogle({
    request: async () => await never,
    openMail: () => ({ listMessages: async () => await never }),
    days: 365,
    patienceMs: 20,
  });
  await expect(count(account, addresses, { calendar: true })).rejects.toMatchObject({
    failure: { kind: "transient", detail: "no answer within 20 ms" },
  });
});
