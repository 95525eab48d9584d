/**
 * A rep's Gmail in memory: messages, labels, a history that expires, listings in pages of any size, some of them empty.
 * Knows nothing of the engine; says what the API promises and no more.
 */
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import type { HistoryRecord, MailSource, MessageRef } from "../../backend/src/sync/ports.ts";

export interface MemoryHeaders {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly date: Date;
  /** A newsletter. */
  readonly isBulk: boolean;
}

export interface MemoryMessage extends MessageRef {
  readonly internalDate: number;
  readonly labels: Set<string>;
  readonly headers: MemoryHeaders;
}

export type Random = () => number;

/** What a message costs in Gmail's units. */
const UNITS = {
  getProfile: 1,
  listSendAs: 1,
  listMessages: 5,
  listHistory: 2,
  getMessage: 20,
  getAttachment: 20,
};

export class MemoryGmail implements MailSource {
  readonly email: string;
  readonly messages = new Map<string, MemoryMessage>();
  readonly aliases: string[] = [];
  /** How the next calls fail; undefined: not at all. */
  readonly faults: (GoogleFailure | undefined)[] = [];
  isRevoked = false;
  /** So many pages of a listing of everything leave messages out, as an index does that lags behind. */
  shortPages = 0;
  hasBeenShort = false;
  /** No search finds these yet; the list without a query does. */
  readonly unindexed = new Set<string>();
  units = 0;
  /** Counts of calls by method. */
  readonly calls = new Map<string, number>();
  /** Messages whose answer is not what the API promises. */
  readonly poison = new Map<string, unknown>();
  /** Messages that Gmail itself fails at. */
  readonly failing = new Set<string>();
  /** How messages were asked for. */
  readonly formats: ("full" | "headers")[] = [];
  readonly #random: Random;
  #historyId: number;
  #history: { readonly id: number; readonly record: HistoryRecord }[] = [];
  #expiredUpTo = 0;
  #nextId = 1;

  constructor(email: string, random: Random = () => 0.5) {
    this.email = email;
    this.#random = random;
    this.#historyId = 1000;
  }

  // ── What happens in the mailbox ──

  add(
    headers: MemoryHeaders,
    labels: readonly string[],
    threadId: string,
    internalDate: Date,
  ): MemoryMessage {
    // Hexadecimal ids of one length, growing with time, as Gmail's do.
    const id = (0x18c00000 + this.#nextId++).toString(16);
    const message = { id, threadId, internalDate: internalDate.getTime(), labels: new Set(labels), headers };
    this.messages.set(id, message);
    const withLabels = this.#random() < 0.7 ? { labelIds: [...labels] } : {};
    this.#record({ added: [{ id, threadId, ...withLabels }] });
    return message;
  }

  addLabel({ id, threadId }: MessageRef, label: string): void {
    const message = this.messages.get(id);
    if (message === undefined || message.labels.has(label)) return;
    message.labels.add(label);
    this.#record({ labelsAdded: [{ id, threadId, labelIds: [label] }] });
  }

  removeLabel({ id, threadId }: MessageRef, label: string): void {
    if (this.messages.get(id)?.labels.delete(label) !== true) return;
    this.#record({ labelsRemoved: [{ id, threadId, labelIds: [label] }] });
  }

  delete({ id, threadId }: MessageRef): void {
    if (this.messages.delete(id)) this.#record({ deleted: [{ id, threadId }] });
  }

  /** What happened so far can no longer be asked for. */
  expireHistory(): void {
    this.#historyId += 1;
    this.#expiredUpTo = this.#historyId;
    this.#history = [];
  }

  #record(change: Partial<HistoryRecord>): void {
    // Ids rise, with gaps.
    this.#historyId += 1 + Math.floor(this.#random() * 3);
    const record = { added: [], deleted: [], labelsAdded: [], labelsRemoved: [], ...change };
    this.#history.push({ id: this.#historyId, record });
  }

  /** The next calls but so many succeed, then one fails. */
  faultsAfter(calls: number, failure: GoogleFailure): void {
    this.faults.push(...Array<undefined>(calls).fill(undefined), failure);
  }

  // ── What the API answers ──

  getProfile(): ReturnType<MailSource["getProfile"]> {
    return this.#answer("getProfile", () => ({
      emailAddress: this.email,
      historyId: String(this.#historyId),
      messagesTotal: this.messages.size,
    }));
  }

  listSendAs(): Promise<readonly string[]> {
    return this.#answer("listSendAs", () => [this.email, ...this.aliases]);
  }

  listMessages({
    q,
    pageToken,
    atMost,
    everywhere = false,
  }: Parameters<MailSource["listMessages"]>[0]): ReturnType<MailSource["listMessages"]> {
    return this.#answer("listMessages", () => {
      const isWanted = parseQuery(q);
      const request = everywhere ? `${q} everywhere` : q;
      const behind = pageToken === undefined ? undefined : parseToken(pageToken, request);
      const found = [...this.messages.values()]
        .filter(({ labels }) => everywhere || (!labels.has("TRASH") && !labels.has("SPAM")))
        .filter((message) => isWanted(message) && !(q !== "" && this.unindexed.has(message.id)))
        .filter((message) => behind === undefined || orderOf(message) < behind)
        .sort((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1));
      const page = found.slice(0, atMost ?? this.#pageSize());
      const last = page.at(-1);
      const isEnd = page.length === found.length;
      const position = last === undefined ? (behind ?? "~") : orderOf(last);
      const isShort = this.shortPages > 0 && q !== "" && !q.startsWith("{");
      if (isShort) {
        this.shortPages -= 1;
        this.hasBeenShort = true;
      }
      const listed = isShort ? page.filter(() => this.#random() < 0.5) : page;
      return {
        messages: listed.map(({ id, threadId }) => ({ id, threadId })),
        nextPageToken: isEnd ? undefined : JSON.stringify([position, request]),
        resultSizeEstimate: found.length,
      };
    });
  }

  listHistory({
    startHistoryId,
    pageToken,
  }: Parameters<MailSource["listHistory"]>[0]): ReturnType<MailSource["listHistory"]> {
    return this.#answer("listHistory", () => {
      const start =
        pageToken === undefined ? Number(startHistoryId) : Number(parseToken(pageToken, startHistoryId));
      if (start < this.#expiredUpTo) throw new GoogleCallFailed("history.list", { kind: "cursor-expired" });
      const news = this.#history.filter(({ id }) => id > start);
      const page = news.slice(0, this.#pageSize());
      const position = page.at(-1)?.id ?? start;
      const isTwice = this.#random() < 0.2;
      return {
        records: page.flatMap(({ record }) => (isTwice ? [record, record] : [record])),
        nextPageToken:
          page.length === news.length ? undefined : JSON.stringify([String(position), startHistoryId]),
        historyId: String(this.#historyId),
      };
    });
  }

  getMessage(id: string, format: "full" | "headers"): Promise<unknown> {
    return this.#answer("getMessage", () => {
      this.formats.push(format);
      if (this.failing.has(id))
        throw new GoogleCallFailed("messages.get", { kind: "transient", detail: "500" });
      if (this.poison.has(id)) return this.poison.get(id);
      const message = this.messages.get(id);
      if (message === undefined) throw new GoogleCallFailed("messages.get", { kind: "gone" });
      return toJson(message, format);
    });
  }

  getAttachment(_messageId: string, attachmentId: string): Promise<Uint8Array> {
    return this.#answer("getAttachment", () => new TextEncoder().encode(`text behind ${attachmentId}`));
  }

  /** Mostly everything, sometimes little, sometimes nothing yet. */
  #pageSize(): number {
    const dice = this.#random();
    if (dice < 0.1) return 0;
    return dice < 0.4 ? 1 + Math.floor(this.#random() * 3) : 500;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects where it throws
  async #answer<Answer>(method: keyof typeof UNITS, answer: () => Answer): Promise<Answer> {
    this.units += UNITS[method];
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    if (this.isRevoked) throw new GoogleCallFailed(method, { kind: "grant-revoked", reason: "revoked" });
    const fault = this.faults.shift();
    if (fault !== undefined) throw new GoogleCallFailed(method, fault);
    return answer();
  }
}

/** Newest first is from large to small. */
function orderOf({ internalDate, id }: MemoryMessage): string {
  return `${String(internalDate).padStart(15, "0")} ${id}`;
}

/** A token is good for the request it came with. */
function parseToken(token: string, request: string): string {
  const [position, of] = JSON.parse(token) as [string, string];
  if (of !== request)
    throw new GoogleCallFailed("list", {
      kind: "rejected",
      status: 400,
      reason: "badRequest",
      detail: "page token",
    });
  return position;
}

/** The little of the search box's syntax that is used. */
function parseQuery(q: string): (message: MemoryMessage) => boolean {
  const group = /^\{([^}]*)\}/.exec(q)?.[1];
  const terms = group?.split(" ").map((term) => {
    const colon = term.indexOf(":");
    return { field: term.slice(0, colon) as "from" | "to" | "cc" | "bcc", value: term.slice(colon + 1) };
  });
  const after = /after:(\d+)/.exec(q)?.[1];
  return ({ headers, internalDate, labels }) =>
    !labels.has("DRAFT") &&
    !labels.has("CHAT") &&
    (after === undefined || internalDate >= Number(after) * 1000) &&
    (terms === undefined ||
      terms.some(({ field, value }) =>
        [headers[field]].flat().some((address) => address === value || address.endsWith(`@${value}`)),
      ));
}

function toJson(
  { id, threadId, internalDate, labels, headers }: MemoryMessage,
  format: "full" | "headers",
): unknown {
  const { messageId, from, to, cc, bcc, subject, date, isBulk } = headers;
  const list = { From: from, To: to.join(", "), Cc: cc.join(", "), Bcc: bcc.join(", "), Subject: subject };
  const all = {
    ...list,
    "Message-ID": messageId,
    Date: date.toISOString(),
    ...(isBulk ? { Precedence: "bulk" } : {}),
  };
  const body = { data: Buffer.from(`Text of ${subject}`).toString("base64url"), size: 10 };
  return {
    ...{ id, threadId, labelIds: [...labels], internalDate: String(internalDate) },
    payload: {
      mimeType: "text/plain",
      headers: Object.entries(all)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => ({ name, value })),
      ...(format === "full" ? { body } : {}),
    },
  };
}
