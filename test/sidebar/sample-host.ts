/** A mailbox, a calendar and a scripted add-on in memory, to see the sidebar page without Google and without a script. */
import type { ScriptResult } from "../../dev/apps-script/card-json.ts";
import type { Execution, ScriptError } from "../../dev/apps-script/execution.ts";
import type { AddonEvent } from "../../dev/sidebar/page/event-object.ts";
import type { Addon, CalendarEvent, MailThread, Rep, ThreadSummary } from "../../dev/sidebar/page/wire.ts";
import type { SidebarHost } from "../../dev/sidebar/sidebar-host.ts";
import { sampleCalendar } from "./sample-calendar.ts";
import { SampleDrafts } from "./sample-drafts.ts";

export interface Call {
  readonly user: string;
  readonly functionName: string;
  readonly event: AddonEvent;
}

/** What an entry point answers; throwing makes the execution fail as a script's exception does. */
export type SampleFunction = (event: AddonEvent, call: Call) => ScriptResult | Promise<ScriptResult>;

export class ScriptFailure extends Error {
  readonly scriptError: ScriptError;

  constructor(scriptError: ScriptError) {
    super(scriptError.message);
    this.scriptError = scriptError;
  }
}

export interface SampleWorld {
  readonly users: readonly Rep[];
  readonly addon: Addon;
  readonly threads: readonly MailThread[];
  /** HTML bodies by message id. */
  readonly html: Readonly<Record<string, string>>;
  readonly events: readonly CalendarEvent[];
  readonly functions: Readonly<Record<string, SampleFunction>>;
  readonly pageSize: number;
}

export interface SampleHost extends SidebarHost {
  /** Every run of the add-on so far. */
  readonly calls: readonly Call[];
  readonly drafts: SampleDrafts;
  /** As somebody else would change mailbox and calendar. */
  readonly threads: MailThread[];
  readonly events: CalendarEvent[];
  /** After such a change, as Google counts them. */
  touch(): void;
}

export function createSampleHost(world: SampleWorld): SampleHost {
  const calls: Call[] = [];
  const threads = [...world.threads];
  const events = [...world.events];
  let changes = 0;
  const touch = (): void => {
    changes += 1;
  };
  const drafts = new SampleDrafts(threads, touch);
  return {
    calls,
    drafts,
    threads,
    events,
    touch,
    pulse: () => Promise.resolve({ mail: String(changes), calendar: String(changes) }),
    ...drafts.host,
    ...sampleCalendar(events, touch),
    users: () => Promise.resolve(world.users),
    addon: () => Promise.resolve(world.addon),
    listThreads: (user, { query, pageToken }) => {
      const words = query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== "" && !word.includes(":"));
      const folder = /\bin:(\w+)/.exec(query)?.[1];
      const matching = threads.filter(
        (thread) =>
          (folder === undefined || isIn(folder, thread)) &&
          words.every((word) => JSON.stringify(thread).toLowerCase().includes(word)),
      );
      const start = Number(pageToken ?? 0);
      const end = start + world.pageSize;
      return Promise.resolve({
        threads: matching.slice(start, end).map((thread) => toSummary(thread, { email: user })),
        nextPageToken: end < matching.length ? String(end) : null,
        estimate: matching.length,
      });
    },
    getThread: (_user, threadId) => Promise.resolve(threads.find(({ id }) => id === threadId) ?? null),
    getMessageHtml: (_user, messageId) => Promise.resolve(world.html[messageId] ?? null),
    runAddon: async (user, { functionName, event }) => {
      const call = { user, functionName, event };
      calls.push(call);
      const entryPoint = world.functions[functionName];
      try {
        if (entryPoint === undefined) throw new ReferenceError(`Script function not found: ${functionName}`);
        return executionOf(await entryPoint(event, call));
      } catch (error) {
        return executionOf(null, toScriptError(error));
      }
    },
  };
}

/** What a thread is not labelled as is in the inbox. */
function isIn(folder: string, { labels }: MailThread): boolean {
  if (folder === "sent") return labels.includes("Sent");
  return folder === "inbox" && (labels.includes("Inbox") || !labels.includes("Sent"));
}

function executionOf(result: ScriptResult, error?: ScriptError): Execution {
  return { result, logs: [], httpCalls: [], ms: 1, ...(error === undefined ? {} : { error }) };
}

function toScriptError(error: unknown): ScriptError {
  if (error instanceof ScriptFailure) return error.scriptError;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack: `    at onGmailMessage (Code:12:9)` };
}

function toSummary(thread: MailThread, me: { readonly email: string }): ThreadSummary {
  const last = thread.messages.at(-1);
  const senders = new Map(
    thread.messages.map(({ from }) => [from.email, { ...from, isMe: from.email === me.email }]),
  );
  return {
    id: thread.id,
    subject: thread.subject,
    snippet: last?.snippet ?? "",
    senders: [...senders.values()],
    messageCount: thread.messages.length,
    at: last?.at ?? 0,
    unread: thread.labels.includes("Unread"),
    starred: last?.starred ?? false,
    attachments: thread.messages.flatMap((message) => message.attachments.map(({ name }) => name)),
    draftMessageId: thread.messages.findLast(({ isDraft }) => isDraft)?.id ?? null,
  };
}
