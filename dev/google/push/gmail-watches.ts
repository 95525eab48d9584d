/** Who asked to hear of changes to a mailbox. https://developers.google.com/workspace/gmail/api/guides/push */
import { GoogleError } from "../google-error.ts";
import { invalidArgument } from "../google-errors.ts";
import type { HistoryRecord } from "../gmail/history-log.ts";
import { projectOf } from "../oauth/grant-book.ts";
import type { Account, Clock } from "../world.ts";
import type { PubSub } from "./pubsub.ts";

export interface WatchRequest {
  readonly topicName: string;
  readonly labelIds: readonly string[];
  readonly labelFilterBehavior: "include" | "exclude";
}

interface Watch extends WatchRequest {
  readonly account: Account;
  readonly expiresAt: number;
  readonly unsubscribe: () => void;
  lastEventAt: number;
}

export class GmailWatches {
  readonly #pubsub: PubSub;
  readonly #now: Clock;
  /** One for each person and Cloud project. */
  readonly #watches = new Map<string, Watch>();

  constructor(parts: { pubsub: PubSub; now: Clock }) {
    this.#pubsub = parts.pubsub;
    this.#now = parts.now;
  }

  /** Starts a watch or renews it; gives when it ends, in epoch milliseconds. */
  watch(account: Account, clientId: string, request: WatchRequest): number {
    this.#checkTopic(request.topicName);
    const key = `${account.sub} ${projectOf(clientId)}`;
    const before = this.#watches.get(key);
    if (before !== undefined && before.topicName !== request.topicName && before.expiresAt > this.#now()) {
      throw invalidArgument(
        "Only one user push notification client allowed per developer (call /stop then try again)",
      );
    }
    before?.unsubscribe();
    const expiresAt = this.#now() + watchMs;
    const watch: Watch = {
      ...request,
      account,
      expiresAt,
      lastEventAt: before?.lastEventAt ?? -Infinity,
      unsubscribe: account.mailbox.onChange((record) => {
        this.#tell(watch, record);
      }),
    };
    this.#watches.set(key, watch);
    return expiresAt;
  }

  stop(account: Account, clientId: string): void {
    const key = `${account.sub} ${projectOf(clientId)}`;
    this.#watches.get(key)?.unsubscribe();
    this.#watches.delete(key);
  }

  close(): void {
    for (const { unsubscribe } of this.#watches.values()) unsubscribe();
    this.#watches.clear();
  }

  #tell(watch: Watch, record: HistoryRecord): void {
    const now = this.#now();
    if (now >= watch.expiresAt || !concerns(watch, record)) return;
    // One event a second and user; the others are dropped and nobody ever hears of them.
    if (now - watch.lastEventAt < 1000) return;
    watch.lastEventAt = now;
    const { email } = watch.account;
    this.#pubsub.publish(watch.topicName, { emailAddress: email, historyId: record.id }, email);
  }

  #checkTopic(topicName: string): void {
    if (!/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName))
      throw invalidArgument("Invalid topicName does not match projects/*/topics/*");
    if (this.#pubsub.topics().has(topicName)) return;
    const topic = topicName.split("/").at(-1) ?? "";
    throw new GoogleError(
      404,
      "notFound",
      `Error sending test message to Cloud PubSub ${topicName} : Resource not found (resource=${topic}).`,
      { status: "NOT_FOUND" },
    );
  }
}

const watchMs = 7 * 86_400_000;

function concerns({ labelIds, labelFilterBehavior }: Watch, record: HistoryRecord): boolean {
  if (labelIds.length === 0) return true;
  const touched = [...record.labelIds, ...record.changedLabelIds];
  const isNamed = labelIds.some((labelId) => touched.includes(labelId));
  return labelFilterBehavior === "include" ? isNamed : !isNamed;
}
