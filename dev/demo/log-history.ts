/** Logs older mails through the add-on, as a team would have done: a timeline to look at on the first card. */
import { findAccount } from "../google/world.ts";
import type { DemoStack } from "./demo-stack.ts";
import { actionsOn, HeadlessSidebar } from "./headless-sidebar.ts";
import type { Scenario } from "./scenario.ts";

/** The newest stay for the visitor to log; more than the next eighty nobody waits for. */
const LEFT_ALONE = 15;
const LOOKED_AT = 80;

/** Gives how many were logged. */
export async function logHistory({ google, host }: DemoStack, { me }: Scenario): Promise<number> {
  const sidebar = new HeadlessSidebar(host, me);
  const mails = findAccount(google.world, me)?.mailbox.newestFirst() ?? [];
  let logged = 0;
  for (const mail of mails.slice(LEFT_ALONE, LEFT_ALONE + LOOKED_AT)) {
    const { card } = await sidebar.openMessage({ threadId: mail.threadId, messageId: mail.id });
    if (!actionsOn(card).some((action) => action.function === "onLog")) continue;
    await sidebar.click("onLog");
    logged += 1;
  }
  return logged;
}
