/** One mail of a mailbox: what never changes about it, its labels, and its MIME tree read when first asked for. */
import { decodeFieldValue, findField } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import { labelSet } from "./label-sets.ts";
import type { LabelSet } from "./label-sets.ts";
import { readMimeTree, readTopHeaders, walkParts } from "./mime-tree.ts";
import type { MimePart } from "./mime-tree.ts";
import { snippetOf } from "./snippet.ts";

/** Where a mail's bytes come from: memory, a file, or a description they are written from when asked for. */
export interface MailSource {
  raw(): Uint8Array;
  /** Its header fields alone, where they can be had for less than reading the whole mail. */
  headers?(): readonly HeaderField[];
}

export class Message {
  /** Counts the mailbox's arrivals from 0. */
  readonly ordinal: number;
  /** 16 hexadecimal digits; the first 11 are milliseconds since 1970, as in Gmail's own. */
  readonly id: string;
  readonly threadId: string;
  /** Epoch milliseconds. */
  readonly internalDate: number;
  readonly sizeEstimate: number;
  /** The last history record that touched it: a uint64 in decimal. */
  historyId: string;
  readonly #source: MailSource;
  #labelIds: LabelSet;
  #hasAttachment: boolean | undefined;

  constructor(facts: {
    ordinal: number;
    id: string;
    threadId: string;
    internalDate: number;
    historyId: string;
    labelIds: readonly string[];
    sizeEstimate: number;
    source: MailSource;
  }) {
    this.ordinal = facts.ordinal;
    this.id = facts.id;
    this.threadId = facts.threadId;
    this.internalDate = facts.internalDate;
    this.historyId = facts.historyId;
    this.sizeEstimate = facts.sizeEstimate;
    this.#labelIds = labelSet(facts.labelIds);
    this.#source = facts.source;
  }

  /** In the order they were put on. */
  get labelIds(): LabelSet {
    return this.#labelIds;
  }

  set labelIds(labelIds: Iterable<string>) {
    this.#labelIds = labelSet(labelIds);
  }

  raw(): Uint8Array {
    return this.#source.raw();
  }

  headers(): readonly HeaderField[] {
    const reading = this.#reading();
    return (reading.headers ??= this.#source.headers?.() ?? readTopHeaders(this.#source.raw()));
  }

  tree(): MimePart {
    const reading = this.#reading();
    return (reading.tree ??= readMimeTree(this.#source.raw()));
  }

  snippet(): string {
    return snippetOf(this.tree());
  }

  hasAttachment(): boolean {
    this.#hasAttachment ??= [...walkParts(this.tree())].some(
      (part) =>
        part.parts.length === 0 &&
        (part.disposition === "attachment" || (part.filename !== "" && !isInline(part))),
    );
    return this.#hasAttachment;
  }

  /** The decoded value of the first field of that name. */
  header(name: string): string | undefined {
    const raw = findField(this.headers(), name);
    return raw === undefined ? undefined : decodeFieldValue({ name, raw });
  }

  #reading(): Reading {
    if (lastReading?.message !== this) lastReading = { message: this, headers: undefined, tree: undefined };
    return lastReading;
  }
}

interface Reading {
  readonly message: Message;
  headers: readonly HeaderField[] | undefined;
  tree: MimePart | undefined;
}

/** What was read is kept for one mail only, the last one: a mailbox of 200,000 must fit into memory. */
let lastReading: Reading | undefined;

function isInline(part: MimePart): boolean {
  return part.disposition === "inline" && findField(part.headers, "Content-ID") !== undefined;
}
