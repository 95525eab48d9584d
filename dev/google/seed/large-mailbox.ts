/** A mailbox of any size that takes little memory: each mail is a few numbers, and is written when somebody reads it. */
import { Mailbox } from "../gmail/mailbox.ts";
import type { Clock } from "../world.ts";
import { drawMail, LargeMail, MailPlan } from "./large-mail.ts";
import { seededDice } from "./seeded-dice.ts";

export interface LargeMailboxOptions {
  readonly owner: { readonly email: string; readonly name?: string };
  /** How many mails. */
  readonly count: number;
  /** Addresses of which `contactShare` of the mails has one as sender or recipient. */
  readonly contacts: readonly string[];
  /** From 0 to 1; a fifth when left out. */
  readonly contactShare?: number;
  /** The same seed and options make the same mailbox. */
  readonly seed?: number;
  /** When the newest mail came, in epoch milliseconds; the others came in the `days` before. */
  readonly until?: number;
  readonly days?: number;
  /** Sizes of whole mails; small ones are more frequent than large ones. */
  readonly bytes?: { readonly min: number; readonly max: number };
  readonly now?: Clock;
}

export interface LargeMailbox {
  readonly mailbox: Mailbox;
  /** Ids of the mails with a contact on them that are neither spam nor trash nor draft. */
  readonly contactMailIds: ReadonlySet<string>;
}

export function largeMailbox(options: LargeMailboxOptions): LargeMailbox {
  const { owner, now } = options;
  const mailbox = new Mailbox({ ...owner, ...(now === undefined ? {} : { now }) });
  return { mailbox, contactMailIds: fillLargeMailbox(mailbox, options) };
}

/**
 * Adds the mails to a mailbox that may have others, and gives the ids of those with a contact. How they came is not
 * in its history: it begins now, as that of any mailbox older than a week.
 */
export function fillLargeMailbox(mailbox: Mailbox, options: LargeMailboxOptions): ReadonlySet<string> {
  const { owner, count, contacts, contactShare = 0.2, seed = 1, days = 5 * 365 } = options;
  const { until = Date.UTC(2026, 10, 20, 12), bytes = { min: 2_000, max: 20_000 } } = options;
  const plan = new MailPlan({ owner, contacts, count, bytes, until, days });
  const random = seededDice(seed);
  const threadIds: string[] = [];
  const contactMailIds = new Set<string>();
  for (let index = 0; index < count; index++) {
    drawMail(plan, index, random, contactShare);
    const root = plan.rootOf(index);
    const labelIds = labelsOf(plan, index, random);
    const message = mailbox.insertDescribed({
      source: new LargeMail(plan, index),
      sizeEstimate: plan.bytesOf(index),
      internalDate: plan.dateOf(index),
      labelIds,
      ...(root === index ? {} : { threadId: threadIds[root] ?? "" }),
    });
    threadIds.push(message.threadId);
    if (plan.isWithContact(index) && !labelIds.some((labelId) => hiddenLabels.has(labelId)))
      contactMailIds.add(message.id);
  }
  mailbox.log.forget();
  // The index of addresses is made when first asked for: here rather than in somebody's first search.
  mailbox.search.list({ q: `from:${owner.email}` }, until);
  return contactMailIds;
}

const hiddenLabels = new Set(["SPAM", "TRASH", "DRAFT"]);

function labelsOf(plan: MailPlan, index: number, random: () => number): readonly string[] {
  const chance = random();
  if (plan.isSent(index)) return chance < 0.005 ? draft : sent;
  if (chance < 0.01) return spam;
  if (chance < 0.02) return trash;
  const isRecent = index > plan.count * 0.97;
  if (plan.isWithContact(index) || chance < 0.4) return isRecent ? inbox : archived;
  return chance < 0.7 ? updates : promotions;
}

const draft = ["DRAFT"];
const sent = ["SENT"];
const spam = ["SPAM"];
const trash = ["TRASH"];
const inbox = ["UNREAD", "CATEGORY_PERSONAL", "INBOX"];
const archived = ["CATEGORY_PERSONAL"];
const updates = ["CATEGORY_UPDATES"];
const promotions = ["CATEGORY_PROMOTIONS"];
