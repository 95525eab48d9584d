/** The demo's world when nobody brought mail: a small business with half a year of correspondence. */
import { seedWorld } from "../google/seed/seed-world.ts";
import type { Scenario } from "./scenario.ts";

export async function seededScenario(): Promise<Scenario> {
  const { accounts, people } = await seedWorld();
  const [me, colleague] = accounts;
  if (me === undefined || colleague === undefined) throw new Error("the seeded world has no two people");
  return {
    accounts,
    domain: me.hd ?? "northwind.example",
    me: me.email,
    colleague: colleague.email,
    people,
    summary: `${me.mailbox.size.messages} mails of ${me.name} <${me.email}>`,
    notes: [],
  };
}
