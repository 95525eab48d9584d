/** What happens to mailboxes while they are synced: mail of every sort comes, goes, moves, is drafted and sent. */
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import type { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { CONTACTS, REPS } from "./world.ts";

/** In the text and subject of every mail; and of those that are nobody's business. */
export const MARK = "Kornblume";
export const PRIVATE_MARK = "Schlehdorn";

export class Life {
  readonly #google: LocalGoogle;
  readonly #random: () => number;
  readonly #run: string;
  #mails = 0;
  /** Of conversations that may go on. */
  readonly #sent: Letter[] = [];
  readonly #drafts: { readonly mailbox: Mailbox; readonly id: string; readonly raw: Buffer }[] = [];

  constructor(google: LocalGoogle, seed = 1) {
    this.#google = google;
    this.#random = seededDice(seed);
    this.#run = seed.toString();
  }

  /** So many things happen. */
  go(count: number): void {
    for (let index = 0; index < count; index++) this.#happen(this.#random());
  }

  /** A mail of a customer whom everybody at this rep's company knows. */
  customerWrites(rep: string): Message {
    const letter = this.#compose(CUSTOMER, [rep], {});
    return this.#only(this.#google.deliver(letter.raw));
  }

  #happen(chance: number): void {
    if (chance < 0.24) this.#post(this.#pick(CUSTOMERS), this.#someReps(), {});
    else if (chance < 0.36) this.#post(this.#pick(STRANGERS), this.#someReps(), { isPrivate: true });
    else if (chance < 0.44) this.#post(this.#pick(CUSTOMERS), this.#someReps(), { headers: NEWSLETTER });
    else if (chance < 0.54) this.#post(this.#pick(REPS), [this.#pick(CUSTOMERS), ...this.#maybe(REPS)], {});
    else if (chance < 0.6) this.#post(this.#pick(REPS), [this.#pick(REPS)], { isPrivate: true });
    else if (chance < 0.74) this.#answer();
    else if (chance < 0.82) this.#draft();
    else this.#move(this.#random());
  }

  /** By whoever is on it, or somebody at the customer's nobody knows. */
  #answer(): void {
    const letter = this.#pick(this.#sent);
    if (letter === undefined) return;
    const isUnknown = this.#random() < 0.5;
    const from = isUnknown ? this.#pick(STRANGERS) : this.#pick(letter.people);
    const reps: readonly string[] = REPS;
    const to = letter.people.filter(
      (address) => address !== from && (!isUnknown || reps.includes(address) || this.#random() < 0.3),
    );
    if (to.length > 0) this.#post(from, to, { answered: letter, isPrivate: letter.isPrivate });
  }

  #draft(): void {
    const open = this.#pick(this.#drafts);
    if (open === undefined || this.#random() < 0.5) {
      const rep = this.#pick(REPS);
      const { mailbox } = this.#accountOf(rep);
      const { raw } = this.#compose(rep, [this.#pick(CUSTOMERS)], {});
      this.#drafts.push({ mailbox, id: mailbox.drafts.create(raw).id, raw });
      return;
    }
    const { mailbox, id, raw } = open;
    if (this.#random() < 0.5) {
      mailbox.drafts.update(id, raw);
      return;
    }
    this.#drafts.splice(this.#drafts.indexOf(open), 1);
    if (this.#random() < 0.7) mailbox.drafts.send(id);
    else mailbox.drafts.delete(id);
  }

  #move(chance: number): void {
    const { mailbox } = this.#accountOf(this.#pick(REPS));
    const message = this.#pick([...mailbox.messages()]);
    if (message === undefined || message.labelIds.has("DRAFT")) return;
    const { id, labelIds } = message;
    if (labelIds.has("TRASH")) mailbox.untrash(id);
    else if (labelIds.has("SPAM")) mailbox.unmarkSpam(id);
    else if (chance < 0.3) mailbox.trash(id);
    else if (chance < 0.5) mailbox.markSpam(id);
    else if (chance < 0.7) mailbox.delete(id);
    else if (chance < 0.9) mailbox.changeLabels(id, labelIds.has("STARRED") ? UNSTAR : STAR);
    else mailbox.touch(id);
  }

  #post(from: string, to: readonly string[], facts: LetterFacts): void {
    const letter = this.#compose(from, to, facts);
    this.#sent.push(letter);
    this.#google.deliver(letter.raw);
  }

  #compose(from: string, to: readonly string[], facts: LetterFacts): Letter {
    this.#mails += 1;
    const { answered, headers = {}, isPrivate = false } = facts;
    const number = `${this.#run}-${this.#mails}`;
    const subject = answered?.subject ?? `${isPrivate ? PRIVATE_MARK : MARK} ${number}`;
    const messageId = `<${number}@mail.example>`;
    const references = answered === undefined ? [] : [...answered.references, answered.messageId];
    const fields = {
      From: from,
      To: to.join(", "),
      Subject: answered === undefined ? subject : `Re: ${subject}`,
      "Message-ID": messageId,
      Date: new Date(this.#google.world.now()).toUTCString(),
      ...(answered === undefined
        ? {}
        : { "In-Reply-To": answered.messageId, References: references.join(" ") }),
      ...headers,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const text = `Hello,\r\n\r\n${isPrivate ? PRIVATE_MARK : MARK} ${number}.\r\n`;
    const raw = Buffer.from([...lines, "", text].join("\r\n"));
    return { raw, subject, messageId, references, people: [from, ...to], isPrivate };
  }

  #accountOf(email: string) {
    const account = this.#google.world.accounts.get(email);
    if (account === undefined) throw new Error(`there is no ${email}`);
    return account;
  }

  #someReps(): readonly string[] {
    const first = this.#pick(REPS);
    return this.#random() < 0.3 ? [...new Set([first, this.#pick(REPS)])] : [first];
  }

  #maybe(people: readonly string[]): readonly string[] {
    return this.#random() < 0.3 ? [this.#pick(people)] : [];
  }

  #only(messages: readonly Message[]): Message {
    const [message] = messages;
    if (message === undefined) throw new Error("nobody here got it");
    return message;
  }

  #pick(list: readonly string[]): string;
  #pick<Item>(list: readonly Item[]): Item | undefined;
  #pick<Item>(list: readonly Item[]): Item | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }
}

interface LetterFacts {
  readonly answered?: Letter;
  readonly headers?: Readonly<Record<string, string>>;
  /** Unless a contact joins in, nothing of it may get into the database. */
  readonly isPrivate?: boolean;
}

interface Letter {
  readonly raw: Buffer;
  /** Of the conversation. */
  readonly subject: string;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly people: readonly string[];
  readonly isPrivate: boolean;
}

const CUSTOMERS = [...new Set(Object.values(CONTACTS).flat(2))];
const CUSTOMER = "lea@kunde.example";
const STRANGERS = ["sam@fremd.example", "tom@kunde.example", "uli@post.example"];
const NEWSLETTER = { "List-Unsubscribe": "<https://news.example/out>", Precedence: "bulk" };
const STAR = { add: ["STARRED"] };
const UNSTAR = { remove: ["STARRED"] };
