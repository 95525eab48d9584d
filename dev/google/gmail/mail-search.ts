/** Finds the messages a Gmail query names, by word indexes that grow as mail arrives and are built when first needed. */
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { MessageSet, noMessages } from "./message-set.ts";
import { walkParts } from "./mime-tree.ts";
import { allOf, among, anyOf, everything, matches, only } from "./matcher.ts";
import type { Matcher } from "./matcher.ts";
import { searchedDate, searchedSpan } from "./search-dates.ts";
import { parseSearchQuery } from "./search-query.ts";
import type { SearchQuery } from "./search-query.ts";
import { addressKeys, bodyKeys, headerWordKeys, searchedTexts, WordIndex, wordsOf } from "./word-index.ts";

export interface ListFilter {
  /** Empty for no query. */
  readonly q?: string;
  /** All of them must be on the message. */
  readonly labelIds?: readonly string[];
  readonly includeSpamTrash?: boolean;
}

export class MailSearch {
  readonly #mailbox: Mailbox;
  readonly #addresses = new WordIndex(addressKeys);
  readonly #headerWords = new WordIndex(headerWordKeys);
  readonly #bodyWords = new WordIndex(bodyKeys);
  /** Answers since the last change of the mailbox: the next page asks the same again. */
  #answers = new Map<string, readonly Message[]>();
  #answersRevision = 0;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** Newest first. */
  list(filter: ListFilter, now: number): readonly Message[] {
    const { q = "", labelIds = [], includeSpamTrash = false } = filter;
    if (this.#answersRevision !== this.#mailbox.revision || this.#answers.size >= maxAnswers) {
      this.#answers = new Map();
      this.#answersRevision = this.#mailbox.revision;
    }
    // Queries relative to today age with it, the others only with the mailbox.
    const key = JSON.stringify([q, labelIds, includeSpamTrash, q.includes("_than:") ? now : 0]);
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#find(filter, now)));
    return answer;
  }

  #find({ q = "", labelIds = [], includeSpamTrash = false }: ListFilter, now: number): readonly Message[] {
    const query = q.trim() === "" ? undefined : parseSearchQuery(q);
    const hidden =
      includeSpamTrash || (query !== undefined && looksIntoSpamOrTrash(query))
        ? []
        : ["SPAM", "TRASH"].filter((labelId) => !labelIds.includes(labelId));
    const { candidates, test } = allOf([
      ...labelIds.map((labelId) => among(this.#mailbox.labelled(labelId))),
      ...(query === undefined ? [] : [this.#compile(query, now)]),
    ]);
    const isShown = (message: Message): boolean =>
      !hidden.some((labelId) => message.labelIds.has(labelId)) && (test === undefined || test(message));
    if (candidates === undefined) return this.#mailbox.newestFirst().filter(isShown);
    const found: Message[] = [];
    for (const ordinal of candidates.ordinals()) {
      const message = this.#mailbox.findByOrdinal(ordinal);
      if (message !== undefined && isShown(message)) found.push(message);
    }
    return found.sort((a, b) => b.internalDate - a.internalDate || (a.id < b.id ? 1 : -1));
  }

  #compile(query: SearchQuery, now: number): Matcher {
    switch (query.kind) {
      case "and":
        return allOf(query.terms.map((term) => this.#compile(term, now)));
      case "or":
        return anyOf(query.terms.map((term) => this.#compile(term, now)));
      case "not": {
        const matcher = this.#compile(query.term, now);
        return only((message) => !matches(matcher, message));
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
        return among(this.#addresses.grow(this.#mailbox).find(`list ${value.toLowerCase()}`));
      case "rfc822msgid":
        return this.#findMessageIdHeader(value.startsWith("<") ? value : `<${value}>`);
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
        return only((message) =>
          [...walkParts(message.tree())].some((part) =>
            part.filename.toLowerCase().includes(value.toLowerCase()),
          ),
        );
      case "larger":
        return only((message) => message.sizeEstimate > searchedSize(value));
      case "smaller":
        return only((message) => message.sizeEstimate < searchedSize(value));
      default:
        return among(noMessages);
    }
  }

  #findAddress(operator: string, value: string): Matcher {
    const wanted = value.toLowerCase() === "me" ? this.#mailbox.email : value;
    const key = wanted.trim().toLowerCase().replace(/^@/, "");
    const exact = this.#addresses.grow(this.#mailbox).find(`${operator} ${key}`);
    if (exact.size > 0 || key.includes("@")) return among(exact);
    const index = this.#headerWords.grow(this.#mailbox);
    const localPart = index.find(`${operator} ${key}`);
    if (localPart.size > 0) return among(localPart);
    const words = wordsOf(key);
    return words.length === 0
      ? among(noMessages)
      : allOf(words.map((word) => among(index.find(`${operator} ${word}`))));
  }

  #findMessageIdHeader(messageIdHeader: string): Matcher {
    const named = new Set(this.#mailbox.findByMessageIdHeader(messageIdHeader));
    const candidates = new MessageSet(this.#mailbox.arrived);
    for (const message of named) candidates.add(message);
    return among(candidates);
  }

  /** Words that follow each other; the index narrows it down, the text itself decides. */
  #findPhrase(where: "any" | "subject", text: string): Matcher {
    const words = wordsOf(text.toLowerCase());
    if (words.length === 0) return everything;
    const headers = this.#headerWords.grow(this.#mailbox);
    const bodies = where === "subject" ? undefined : this.#bodyWords.grow(this.#mailbox);
    const { candidates } = allOf(
      words.map((word) => {
        const inHeaders = headers.find(`${where} ${word}`);
        return among(bodies === undefined ? inHeaders : inHeaders.union(bodies.find(word)));
      }),
    );
    if (words.length === 1) return { candidates, test: undefined };
    const phrase = ` ${words.join(" ")} `;
    return {
      candidates,
      test: (message) =>
        (where === "subject" ? [message.header("Subject") ?? ""] : searchedTexts(message)).some((searched) =>
          ` ${wordsOf(searched.toLowerCase()).join(" ")} `.includes(phrase),
        ),
    };
  }

  #findLabelled(operator: string, value: string): Matcher {
    if (operator === "in" && value === "anywhere") return everything;
    if (operator === "is" && value === "read") return only((message) => !message.labelIds.has("UNREAD"));
    if (operator === "in" && value === "archive") {
      return only(
        (message) =>
          !["INBOX", "TRASH", "SPAM", "DRAFT", "SENT"].some((labelId) => message.labelIds.has(labelId)),
      );
    }
    const name =
      operator === "category" ? `category_${value === "primary" ? "personal" : value}` : singular(value);
    const label = this.#mailbox.labels.findForSearch(name) ?? this.#mailbox.labels.findForSearch(value);
    return among(label === undefined ? noMessages : this.#mailbox.labelled(label.id));
  }

  #findHaving(value: string): Matcher {
    const hasUserLabel = (message: Message): boolean =>
      [...message.labelIds].some((labelId) => this.#mailbox.labels.find(labelId)?.type === "user");
    switch (value) {
      case "attachment":
        return only((message) => message.hasAttachment());
      case "userlabels":
        return only(hasUserLabel);
      case "nouserlabels":
        return only((message) => !hasUserLabel(message));
      default:
        return among(noMessages);
    }
  }
}

const maxAnswers = 16;

function singular(value: string): string {
  return value === "drafts" ? "draft" : value === "chats" ? "chat" : value;
}

function byDate(limit: number | undefined, compare: (date: number, limit: number) => boolean): Matcher {
  return limit === undefined ? among(noMessages) : only((message) => compare(message.internalDate, limit));
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
