/** One mail of a mailbox: what never changes about it, its labels, and its MIME tree read when first asked for. */
import { decodeFieldValue, findField } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import { readMimeTree, readTopHeaders, walkParts } from "./mime-tree.ts";
import type { MimePart } from "./mime-tree.ts";
import { snippetOf } from "./snippet.ts";

export class Message {
  /** 16 hexadecimal digits; the first 11 are milliseconds since 1970, as in Gmail's own. */
  readonly id: string;
  readonly threadId: string;
  /** Epoch milliseconds. */
  readonly internalDate: number;
  readonly sizeEstimate: number;
  readonly labelIds: Set<string>;
  /** The last history record that touched it: a uint64 in decimal. */
  historyId: string;
  readonly #read: () => Uint8Array;
  #headers: WeakRef<readonly HeaderField[]> | undefined;
  #tree: WeakRef<MimePart> | undefined;
  #snippet: string | undefined;
  #hasAttachment: boolean | undefined;

  constructor(facts: {
    id: string;
    threadId: string;
    internalDate: number;
    historyId: string;
    labelIds: readonly string[];
    sizeEstimate: number;
    read: () => Uint8Array;
  }) {
    this.id = facts.id;
    this.threadId = facts.threadId;
    this.internalDate = facts.internalDate;
    this.historyId = facts.historyId;
    this.sizeEstimate = facts.sizeEstimate;
    this.labelIds = new Set(facts.labelIds);
    this.#read = facts.read;
  }

  raw(): Uint8Array {
    return this.#read();
  }

  headers(): readonly HeaderField[] {
    const kept = this.#headers?.deref();
    if (kept !== undefined) return kept;
    const headers = readTopHeaders(this.#read());
    this.#headers = new WeakRef(headers);
    return headers;
  }

  /** The tree, as the headers, is kept only while somebody uses it: a mailbox of 50,000 must fit into memory. */
  tree(): MimePart {
    const kept = this.#tree?.deref();
    if (kept !== undefined) return kept;
    const tree = readMimeTree(this.#read());
    this.#tree = new WeakRef(tree);
    return tree;
  }

  snippet(): string {
    this.#snippet ??= snippetOf(this.tree());
    return this.#snippet;
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
}

function isInline(part: MimePart): boolean {
  return part.disposition === "inline" && findField(part.headers, "Content-ID") !== undefined;
}
