/** Asks Gmail to tell a Pub/Sub topic when something happens in a mailbox. */
import type { AccountRef } from "../sync/ports.ts";
import { AnswerShape } from "./answer-shape.ts";
import type { RequestGoogle } from "./transport.ts";

/** Every method rejects with GoogleCallFailed. */
export interface MailPush {
  /**
   * Lasts for seven days; asked again, it lasts from then on.
   * @param topic `projects/<the OAuth client's project>/topics/<name>`
   * @param labelIds only what happens to messages with one of these labels; left out: everything
   */
  watch(
    topic: string,
    labelIds?: readonly string[],
  ): Promise<{ readonly historyId: string; readonly expiresAt: Date }>;
  stop(): Promise<void>;
}

export function createMailPush(request: RequestGoogle): (account: AccountRef) => MailPush {
  return (account) => ({
    async watch(topic, labelIds) {
      const call = "users.watch";
      const filter = labelIds === undefined ? {} : { labelIds, labelFilterBehavior: "include" };
      const answer = await request({
        account,
        host: "gmail",
        method: "POST",
        path: "/gmail/v1/users/me/watch",
        body: { topicName: topic, ...filter },
        units: 100,
        call,
      });
      const shape = new AnswerShape(call);
      const { historyId, expiration } = shape.object(answer, "the top");
      return {
        historyId: shape.decimal(historyId, "historyId"),
        expiresAt: new Date(Number(shape.decimal(expiration, "expiration"))),
      };
    },

    async stop() {
      await request({
        account,
        host: "gmail",
        method: "POST",
        path: "/gmail/v1/users/me/stop",
        units: 50,
        call: "users.stop",
        answer: "nothing",
      });
    },
  });
}
