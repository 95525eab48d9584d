/** How many mails and meetings with some addresses a rep's own mailbox and calendar have. A handful of cheap calls. */
import type { EmailAddress } from "../crm/ids.ts";
import { parseEmailAddress } from "../crm/email-address.ts";
import type { CountInGoogle } from "../sync/control-ports.ts";
import type { AccountRef, MailSource } from "../sync/ports.ts";
import { takeChunk } from "../sync/search-query.ts";
import { AnswerShape } from "./answer-shape.ts";
import { giveUpAfter } from "./give-up-after.ts";
import type { RequestGoogle } from "./transport.ts";

export interface CountOptions {
  readonly request: RequestGoogle;
  readonly openMail: (account: AccountRef) => Pick<MailSource, "listMessages">;
  /** As far back as a first sync goes; `all`: everything. */
  readonly days: number | "all";
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly patienceMs?: number;
}

const DAY_MS = 86_400_000;
/** Somebody waits for it, in a sidebar that gives up after half a minute; the sync has more time. */
const PATIENCE_MS = 8_000;

export function createCountInGoogle({
  request,
  openMail,
  days,
  now = Date.now,
  patienceMs = PATIENCE_MS,
}: CountOptions): CountInGoogle {
  return async (account, addresses, { calendar }) => {
    const after = days === "all" ? null : new Date(now() - days * DAY_MS);
    const [mails, meetings] = await giveUpAfter(patienceMs, "counting", () =>
      Promise.all([
        countMails(openMail(account), addresses, after),
        calendar ? countMeetings(account, addresses, after) : NONE,
      ]),
    );
    return {
      mails: mails.count,
      meetings: meetings.count,
      isAtLeast: mails.isAtLeast || meetings.isAtLeast,
    };
  };

  /** One page an address, as the search takes one text; a meeting with two of them is one. */
  async function countMeetings(
    account: AccountRef,
    addresses: readonly EmailAddress[],
    after: Date | null,
  ): Promise<Count> {
    const pages = await Promise.all(
      addresses.map(async (address) => {
        const query = { ...EVENTS.query, q: address, timeMin: after?.toISOString() };
        const { call, path } = EVENTS;
        return readPage(
          await request({ account, host: "calendar", method: "GET", units: 1, call, path, query }),
          address,
        );
      }),
    );
    const ids = new Set(pages.flatMap((page) => page.ids));
    return { count: ids.size, isAtLeast: pages.some((page) => page.hasMore) };
  }
}

interface Count {
  readonly count: number;
  readonly isAtLeast: boolean;
}

const NONE: Count = { count: 0, isAtLeast: false };

/** The first page has up to 500; beyond that nobody needs to know how many more. */
async function countMails(
  source: Pick<MailSource, "listMessages">,
  addresses: readonly EmailAddress[],
  after: Date | null,
): Promise<Count> {
  const seconds = after === null ? null : Math.floor(after.getTime() / 1_000);
  const ids = new Set<string>();
  let isAtLeast = false;
  for (let rest = addresses; rest.length > 0;) {
    const { covered, q } = takeChunk(rest, new Set(), seconds);
    rest = rest.slice(covered.length);
    if (q === null) continue;
    const page = await source.listMessages({ q });
    for (const { id } of page.messages) ids.add(id);
    isAtLeast ||= page.nextPageToken !== undefined;
  }
  return { count: ids.size, isAtLeast };
}

/** Series as one, like the sync lists them. */
const EVENTS = {
  call: "events.list",
  path: "/calendar/v3/calendars/primary/events",
  query: {
    maxResults: 250,
    singleEvents: false,
    fields: "kind,nextPageToken,items(id,recurringEventId,organizer/email,attendees/email)",
  },
} as const;

/** The search looks into texts, too: what counts is who is on it. */
function readPage(answer: unknown, address: EmailAddress): { ids: readonly string[]; hasMore: boolean } {
  const shape = new AnswerShape(EVENTS.call);
  const page = shape.object(answer, "the top");
  const ids = shape.list(page["items"], "items").flatMap((item) => {
    const { id, recurringEventId, organizer, attendees } = shape.object(item, "items[]");
    const people = [organizer ?? {}, ...shape.list(attendees, "items[].attendees")];
    const isOnIt = people.some((person) => {
      const { email } = shape.object(person, "items[].attendees[]");
      return typeof email === "string" && parseEmailAddress(email) === address;
    });
    if (!isOnIt) return [];
    return [shape.optionalText(recurringEventId, "items[].recurringEventId") ?? shape.text(id, "items[].id")];
  });
  return { ids, hasMore: page["nextPageToken"] !== undefined };
}
