/** The mails of a large mailbox: drawn by dice into arrays of numbers, written from them again and again alike. */
import type { HeaderField } from "../gmail/header-fields.ts";
import type { MailSource } from "../gmail/message.ts";

/** What is known of each mail, by its index from the oldest. */
export class MailPlan {
  readonly owner: { readonly email: string; readonly name?: string };
  readonly contacts: readonly string[];
  readonly count: number;
  readonly #bytes: { readonly min: number; readonly max: number };
  readonly #oldest: number;
  readonly #stepMs: number;
  /** The other side: a contact by its index, or a stranger by a number behind those. */
  readonly people: Uint32Array;
  /** The mail this one answers; itself when it starts a thread. */
  readonly parents: Uint32Array;
  /** Bit 0: sent by the owner; bits 1 and 2: how the body is written; the rest: where its text is taken from. */
  readonly shapes: Uint32Array;
  readonly sizes: Uint16Array;

  constructor(facts: {
    owner: { readonly email: string; readonly name?: string };
    contacts: readonly string[];
    count: number;
    bytes: { readonly min: number; readonly max: number };
    until: number;
    days: number;
  }) {
    this.owner = facts.owner;
    this.contacts = facts.contacts;
    this.count = facts.count;
    this.#bytes = facts.bytes;
    this.#stepMs = Math.max(1, Math.floor((facts.days * 86_400_000) / Math.max(1, facts.count)));
    this.#oldest = facts.until - this.#stepMs * (facts.count - 1);
    this.people = new Uint32Array(facts.count);
    this.parents = new Uint32Array(facts.count);
    this.shapes = new Uint32Array(facts.count);
    this.sizes = new Uint16Array(facts.count);
  }

  dateOf(index: number): number {
    return this.#oldest + index * this.#stepMs;
  }

  bytesOf(index: number): number {
    const { min, max } = this.#bytes;
    return Math.round(min * (max / min) ** ((this.sizes[index] ?? 0) / 0xffff));
  }

  isSent(index: number): boolean {
    return ((this.shapes[index] ?? 0) & 1) === 1;
  }

  isWithContact(index: number): boolean {
    return (this.people[index] ?? 0) < this.contacts.length;
  }

  addressOf(index: number): string {
    const person = this.people[index] ?? 0;
    return (
      this.contacts[person] ??
      `${words[person % words.length] ?? ""}.${person}@stranger-${person % 997}.example`
    );
  }

  rootOf(index: number): number {
    let root = index;
    for (let parent = this.parents[root] ?? root; parent !== root; parent = this.parents[root] ?? root)
      root = parent;
    return root;
  }

  /** The mails before it in its thread, oldest first, the last few only. */
  ancestorsOf(index: number): number[] {
    const ancestors: number[] = [];
    let at = index;
    for (let parent = this.parents[at] ?? at; parent !== at && ancestors.length < 8;) {
      ancestors.unshift(parent);
      at = parent;
      parent = this.parents[at] ?? at;
    }
    return ancestors;
  }

  messageIdHeader(index: number): string {
    const domain = (this.isSent(index) ? this.owner.email : this.addressOf(index)).split("@")[1] ?? "";
    return `<${(index * 2_654_435_761) % 4_294_967_296}.${index}@${domain}>`;
  }
}

/** Two fifths answer a mail of the last two hundred, half of them sent by the owner; the others start threads. */
export function drawMail(plan: MailPlan, index: number, random: () => number, contactShare: number): void {
  const { people, parents, shapes, sizes, contacts } = plan;
  const wantsContact = contacts.length > 0 && random() < contactShare;
  const strangers = Math.max(10, Math.floor(plan.count / 20));
  const candidate = index - 1 - Math.floor(random() * Math.min(index, 200));
  const answers = index > 0 && random() < 0.4 && plan.isWithContact(candidate) === wantsContact;
  parents[index] = answers ? candidate : index;
  people[index] = answers
    ? (people[candidate] ?? 0)
    : wantsContact
      ? Math.floor(random() * contacts.length)
      : contacts.length + Math.floor(random() * strangers);
  const isSent = answers ? !plan.isSent(candidate) : random() < 0.25;
  shapes[index] = Math.floor(random() * 0x7fff_ffff) * 2 + Number(isSent);
  sizes[index] = Math.floor(random() * 0xffff);
}

export class LargeMail implements MailSource {
  readonly #plan: MailPlan;
  readonly #index: number;

  constructor(plan: MailPlan, index: number) {
    this.#plan = plan;
    this.#index = index;
  }

  headers(): HeaderField[] {
    const plan = this.#plan;
    const index = this.#index;
    const { email, name } = plan.owner;
    const own = name === undefined ? email : `${name} <${email}>`;
    const address = plan.addressOf(index);
    const other = `${nameOf(address)} <${address}>`;
    const ancestors = plan.ancestorsOf(index);
    const references = ancestors.map((ancestor) => plan.messageIdHeader(ancestor));
    const date = `${new Date(plan.dateOf(index)).toUTCString().slice(0, -3)}+0000`;
    const isSent = plan.isSent(index);
    return [
      ...(isSent
        ? []
        : [
            { name: "Delivered-To", raw: email },
            { name: "Received", raw: `by 2002:a05:6402:0:b0:5d0 with SMTP id ${index}; ${date}` },
          ]),
      { name: "From", raw: isSent ? own : other },
      { name: "To", raw: isSent ? other : own },
      ...(index % 9 === 0
        ? [{ name: "Cc", raw: `colleague.${index % 50}@${email.split("@")[1] ?? ""}` }]
        : []),
      { name: "Subject", raw: (ancestors.length === 0 ? "" : "Re: ") + subjectOf(plan, plan.rootOf(index)) },
      { name: "Date", raw: date },
      { name: "Message-ID", raw: plan.messageIdHeader(index) },
      ...(references.length === 0
        ? []
        : [
            { name: "In-Reply-To", raw: references.at(-1) ?? "" },
            { name: "References", raw: references.join(" ") },
          ]),
      { name: "MIME-Version", raw: "1.0" },
      {
        name: "Content-Type",
        raw: isPlain(plan, index) ? plainType : `multipart/alternative; boundary="${boundary}"`,
      },
    ];
  }

  raw(): Buffer {
    const plan = this.#plan;
    const index = this.#index;
    const head = this.headers()
      .map(({ name, raw }) => `${name}: ${raw}\r\n`)
      .join("");
    const bytes = Math.max(200, plan.bytesOf(index) - head.length);
    const at = (plan.shapes[index] ?? 0) >>> 3;
    const quote = plan.parents[index] === index ? "" : quotedText(plan, plan.parents[index] ?? 0);
    if (isPlain(plan, index))
      return Buffer.from(`${head}\r\n${textAt(at, bytes - quote.length)}${quote}`, "latin1");
    // A third is the text, as mail programs write it beside the HTML.
    const text = textAt(at, bytes / 3 - quote.length);
    const html = htmlAt(at, (bytes * 2) / 3);
    return Buffer.from(
      `${head}\r\n--${boundary}\r\nContent-Type: ${plainType}\r\n\r\n${text}${quote}\r\n--${boundary}\r\n` +
        `Content-Type: text/html; charset="UTF-8"\r\n\r\n<div dir="ltr">${html}</div>\r\n--${boundary}--\r\n`,
      "latin1",
    );
  }
}

const boundary = "000000000000a1b2c3d4e5f6";
const plainType = 'text/plain; charset="UTF-8"';

const words =
  "pilot offer quote licence rollout invoice meeting workshop contract delivery harbour island fleet planning ferry budget question answer tender sensor warehouse pallet carrier customs schedule review support ticket upgrade migration dashboard report spreadsheet forecast renewal discount purchase order reference training onboarding feedback deadline".split(
    " ",
  );

function nameOf(address: string): string {
  const parts = (address.split("@")[0] ?? "").split(/[^a-z]+/i).filter((part) => part !== "");
  return parts.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1)).join(" ") || "Someone";
}

function subjectOf(plan: MailPlan, root: number): string {
  const shape = plan.shapes[root] ?? 0;
  const word = (shift: number): string => words[(shape >>> shift) % words.length] ?? "";
  return `${word(3)} ${word(9)} for the ${word(15)} ${root}`;
}

function isPlain(plan: MailPlan, index: number): boolean {
  return (((plan.shapes[index] ?? 0) >>> 1) & 3) === 0;
}

/** Some 64 kB of sentences in lines and in paragraphs, of which mails are cut. */
const lines = Array.from({ length: 1000 }, (_, line) =>
  Array.from(
    { length: 8 },
    (__, word) => words[(line * 31 + word * 17 + ((line * word) % 7)) % words.length],
  ).join(" "),
);
const plainText = `${lines.join(".\r\n")}.\r\n`;
const htmlText = lines
  .map((line) => `<p style="margin:0 0 8pt;font-family:Calibri,sans-serif">${line}.</p>\r\n`)
  .join("");

function textAt(at: number, length: number): string {
  return cutFrom(plainText, at, length);
}

function htmlAt(at: number, length: number): string {
  const cut = cutFrom(htmlText, at, length);
  const start = cut.indexOf("<p ");
  const end = cut.lastIndexOf("</p>");
  return start < 0 || end < start ? "<br>" : cut.slice(start, end + 4);
}

function cutFrom(source: string, at: number, length: number): string {
  const size = Math.max(50, Math.round(length));
  const start = at % Math.max(1, source.length - size);
  return source.slice(start, start + size);
}

function quotedText(plan: MailPlan, parent: number): string {
  const author = plan.isSent(parent) ? plan.owner.email : plan.addressOf(parent);
  const text = textAt((plan.shapes[parent] ?? 0) >>> 3, 400);
  const date = new Date(plan.dateOf(parent)).toUTCString().slice(0, 16);
  return `\r\n\r\nOn ${date} <${author}> wrote:\r\n> ${text.split("\r\n").join("\r\n> ")}\r\n`;
}
