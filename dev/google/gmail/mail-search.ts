/** Finds the messages a Gmail query names, by word indexes that grow as mail arrives and are built when first needed. */
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { walkParts } from "./mime-tree.ts";
import { searchedDate, searchedSpan } from "./search-dates.ts";
import { parseSearchQuery } from "./search-query.ts";
import type { SearchQuery } from "./search-query.ts";
import { bodyKeys, headerKeys, noMessages, searchedTexts, WordIndex, wordsOf } from "./word-index.ts";

export interface ListFilter {
  /** Empty for no query. */
  readonly q?: string;
  /** All of them must be on the message. */
  readonly labelIds?: readonly string[];
  readonly includeSpamTrash?: boolean;
}

export class MailSearch {
  readonly #mailbox: Mailbox;
  readonly #headerIndex = new WordIndex(headerKeys);
  readonly #bodyIndex = new WordIndex(bodyKeys);

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** Newest first. */
  list(filter: ListFilter, now: number): readonly Message[] {
    const labelIds = filter.labelIds ?? [];
    const query = (filter.q ?? "").trim() === "" ? undefined : parseSearchQuery(filter.q ?? "");
    const hidden =
      filter.includeSpamTrash === true || (query !== undefined && looksIntoSpamOrTrash(query))
        ? []
        : ["SPAM", "TRASH"].filter((labelId) => !labelIds.includes(labelId));
    const matches = query === undefined ? undefined : this.#compile(query, now);
    return this.#mailbox
      .newestFirst()
      .filter(
        (message) =>
          labelIds.every((labelId) => message.labelIds.has(labelId)) &&
          !hidden.some((labelId) => message.labelIds.has(labelId)) &&
          (matches === undefined || test(matches, message)),
      );
  }

  #compile(query: SearchQuery, now: number): Matcher {
    switch (query.kind) {
      case "and": {
        // Looking into a set is cheap, reading a mail for a phrase is not.
        const matchers = query.terms
          .map((term) => this.#compile(term, now))
          .sort((a, b) => Number(typeof a === "function") - Number(typeof b === "function"));
        return (message) => matchers.every((matcher) => test(matcher, message));
      }
      case "or": {
        const matchers = query.terms.map((term) => this.#compile(term, now));
        const predicates = matchers.filter((matcher) => typeof matcher === "function");
        // Hundreds of addresses are one look into one set, not one look into each.
        const union = new Set(
          matchers.flatMap((matcher) => (typeof matcher === "function" ? [] : [...matcher])),
        );
        if (predicates.length === 0) return union;
        return (message) => union.has(message) || predicates.some((predicate) => predicate(message));
      }
      case "not": {
        const matcher = this.#compile(query.term, now);
        return (message) => !test(matcher, message);
      }
      case "words":
        return this.#findPhrase("any", query.text);
      case "field":
        return this.#compileField(query.operator, query.value, now);
    }
  }

  #compileField(operator: string, value: string, now: number): Matcher {
    switch (operator) {
      case "from":
      case "to":
      case "cc":
      case "bcc":
      case "deliveredto":
        return this.#findAddress(operator, value);
      case "subject":
        return this.#findPhrase("subject", value);
      case "list":
        return this.#headers().find(`list ${value.toLowerCase()}`);
      case "rfc822msgid":
        return new Set(this.#mailbox.findByMessageIdHeader(value.startsWith("<") ? value : `<${value}>`));
      case "after":
      case "newer":
        return byDate(searchedDate(value), (date, limit) => date >= limit);
      case "before":
      case "older":
        return byDate(searchedDate(value), (date, limit) => date < limit);
      case "newer_than":
        return byDate(searchedSpan(value, now), (date, limit) => date >= limit);
      case "older_than":
        return byDate(searchedSpan(value, now), (date, limit) => date < limit);
      case "in":
      case "is":
      case "label":
      case "category":
        return this.#findLabelled(operator, value.toLowerCase());
      case "has":
        return this.#findHaving(value.toLowerCase());
      case "filename":
        return (message) =>
          [...walkParts(message.tree())].some((part) =>
            part.filename.toLowerCase().includes(value.toLowerCase()),
          );
      case "larger":
        return (message) => message.sizeEstimate > searchedSize(value);
      case "smaller":
        return (message) => message.sizeEstimate < searchedSize(value);
      default:
        return noMessages;
    }
  }

  #findAddress(operator: string, value: string): Matcher {
    const wanted = value.toLowerCase() === "me" ? this.#mailbox.email : value;
    const key = wanted.trim().toLowerCase().replace(/^@/, "");
    const exact = this.#headers().find(`${operator} ${key}`);
    if (exact.size > 0 || key.includes("@")) return exact;
    const words = wordsOf(key);
    return words.length === 0
      ? noMessages
      : intersect(words.map((word) => this.#headers().find(`${operator} ${word}`)));
  }

  /** Words that follow each other; the index narrows it down, the text itself decides. */
  #findPhrase(where: "any" | "subject", text: string): Matcher {
    const words = wordsOf(text.toLowerCase());
    if (words.length === 0) return () => true;
    const candidates = intersect(
      words.map((word) => {
        const inHeaders = this.#headers().find(`${where} ${word}`);
        return where === "subject" ? inHeaders : union(inHeaders, this.#bodies().find(word));
      }),
    );
    if (words.length === 1) return candidates;
    const phrase = ` ${words.join(" ")} `;
    return (message) =>
      candidates.has(message) &&
      (where === "subject" ? [message.header("Subject") ?? ""] : searchedTexts(message)).some((searched) =>
        ` ${wordsOf(searched.toLowerCase()).join(" ")} `.includes(phrase),
      );
  }

  #findLabelled(operator: string, value: string): Matcher {
    if (operator === "in" && value === "anywhere") return () => true;
    if (operator === "is" && value === "read") return (message) => !message.labelIds.has("UNREAD");
    if (operator === "in" && value === "archive") {
      return (message) =>
        !["INBOX", "TRASH", "SPAM", "DRAFT", "SENT"].some((labelId) => message.labelIds.has(labelId));
    }
    const name =
      operator === "category" ? `category_${value === "primary" ? "personal" : value}` : singular(value);
    const label = this.#mailbox.labels.findForSearch(name) ?? this.#mailbox.labels.findForSearch(value);
    return label === undefined ? noMessages : this.#mailbox.withLabel(label.id);
  }

  #findHaving(value: string): Matcher {
    switch (value) {
      case "attachment":
        return (message) => message.hasAttachment();
      case "userlabels":
        return (message) =>
          [...message.labelIds].some((labelId) => this.#mailbox.labels.find(labelId)?.type === "user");
      case "nouserlabels":
        return (message) =>
          ![...message.labelIds].some((labelId) => this.#mailbox.labels.find(labelId)?.type === "user");
      default:
        return noMessages;
    }
  }

  #headers(): WordIndex {
    return this.#headerIndex.grow(this.#mailbox);
  }

  #bodies(): WordIndex {
    return this.#bodyIndex.grow(this.#mailbox);
  }
}

type Matcher = ReadonlySet<Message> | ((message: Message) => boolean);

function test(matcher: Matcher, message: Message): boolean {
  return typeof matcher === "function" ? matcher(message) : matcher.has(message);
}

function singular(value: string): string {
  return value === "drafts" ? "draft" : value === "chats" ? "chat" : value;
}

function byDate(limit: number | undefined, compare: (date: number, limit: number) => boolean): Matcher {
  return limit === undefined ? noMessages : (message) => compare(message.internalDate, limit);
}

/** `10M`, `500k`, `1000`. */
function searchedSize(value: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12})([km]?)b?$/i.exec(value) ?? [];
  if (digits === "") return Number.NaN;
  return Number(digits) * (unit === "" ? 1 : unit.toLowerCase() === "k" ? 1024 : 1024 * 1024);
}

/** Asking for it by name, or for "anywhere", brings in what lists otherwise leave out. */
function looksIntoSpamOrTrash(query: SearchQuery): boolean {
  switch (query.kind) {
    case "and":
    case "or":
      return query.terms.some(looksIntoSpamOrTrash);
    case "field":
      return (
        ["in", "label", "is"].includes(query.operator) &&
        ["anywhere", "spam", "trash"].includes(query.value.toLowerCase())
      );
    case "not":
    case "words":
      return false;
  }
}

function intersect(sets: readonly ReadonlySet<Message>[]): ReadonlySet<Message> {
  const [smallest, ...others] = [...sets].sort((a, b) => a.size - b.size);
  return smallest === undefined
    ? noMessages
    : new Set([...smallest].filter((message) => others.every((set) => set.has(message))));
}

function union(a: ReadonlySet<Message>, b: ReadonlySet<Message>): ReadonlySet<Message> {
  return a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);
}
