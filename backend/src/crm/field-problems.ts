/**
 * What may be wrong with a field. In English each continues the field's name ("Subject is empty"), in German it follows
 * it behind a colon ("Betreff: ist leer"), as names in the plural would otherwise need another verb.
 */
import { words } from "./words.ts";
import type { Words } from "./words.ts";

/** Which field, as the API names it, and what is wrong with it. */
export interface FieldProblem {
  readonly path: string;
  readonly message: Words;
}

export const wrong = {
  // Whatever the field
  isMissing: words("is missing", "fehlt"),
  isEmpty: words("is empty", "ist leer"),
  givenTwice: words("is given more than once", "ist mehr als einmal angegeben"),
  nothingToShow: words("has nothing that can be shown", "enthält nichts, was sich anzeigen lässt"),
  doesNotExist: words("does not exist", "gibt es nicht"),
  isTaken: words("is taken", "ist vergeben"),
  belongsTo: (name: string) => words(`already belongs to ${name}`, `gehört schon zu ${name}`),
  ofNoKnownKind: words("is none of the known kinds", "ist von keiner bekannten Art"),
  notOneLine: words(
    "has to be one line without control characters",
    "muss eine einzige Zeile ohne Steuerzeichen sein",
  ),
  notType: (type: string) =>
    words(`must be ${/^[aeio]/.test(type) ? "an" : "a"} ${type}`, `muss vom Typ „${type}“ sein`),
  notOneOf: (values: readonly string[]) =>
    words(`must be ${values.join(" or ")}`, `muss ${values.join(" oder ")} sein`),

  // How much
  textTooShort: (least: string) =>
    words(`is too short (at least ${least} characters)`, `ist zu kurz (mindestens ${least} Zeichen)`),
  textTooLong: (most: string) =>
    words(`is too long (at most ${most} characters)`, `ist zu lang (höchstens ${most} Zeichen)`),
  listTooShort: (least: string) =>
    words(`is too short (at least ${least} entries)`, `zu wenig (mindestens ${least})`),
  listTooLong: (most: string) =>
    words(`is too many or too much (at most ${most} entries)`, `zu viel (höchstens ${most})`),
  numberTooSmall: (least: string) =>
    words(`is too small (at least ${least})`, `ist zu klein (mindestens ${least})`),
  numberTooLarge: (most: string) =>
    words(`is too many or too much (at most ${most})`, `ist zu groß (höchstens ${most})`),
  headersTooLong: words("is too long, together with `cc` and `bcc`", "ist zusammen mit Cc und Bcc zu lang"),

  // People
  noAddress: words("is not an e-mail address", "keine E-Mail-Adresse"),
  holdsNoAddress: words("holds no e-mail address", "enthält keine E-Mail-Adresse"),
  noDomain: words("has no domain", "ohne den Teil hinter dem @"),
  unreachableDomain: words(
    "has no domain that mail can reach",
    "hinter dem @ steht kein Ort, den Mails erreichen",
  ),
  severalAddresses: words("holds more than one e-mail address", "enthält mehr als eine E-Mail-Adresse"),
  severalPeople: words("names more than one person", "nennt mehr als eine Person"),
  neitherAddressNorDomain: words(
    "is neither an e-mail address nor a domain",
    "ist weder eine E-Mail-Adresse noch eine Domain",
  ),
  noAddressAt: (place: number) =>
    words(`has no e-mail address at place ${place}`, `keine E-Mail-Adresse an Stelle ${place}`),
  tooManyPeople: (most: number) => words(`names more than ${most} people`, `nennt mehr als ${most} Personen`),
  tooManyRecipients: (given: number, most: number) =>
    words(
      `with cc and bcc are ${given} recipients, and a mail may have ${most}`,
      `mit Cc und Bcc ${given} Empfänger, eine Mail darf ${most} haben`,
    ),
  tooManyGuests: (given: number, most: number) =>
    words(
      `are ${given} with the optional ones; Google takes answers of at most ${most}`,
      `mit den optionalen ${given}; Google nimmt Antworten von höchstens ${most}`,
    ),
  notYourAddress: words("is none of your addresses in Gmail", "ist keine Ihrer Adressen in Gmail"),
  nobodyNamed: words(
    "names nobody; leave it out for everybody on it",
    "nennt niemanden; weglassen heißt: alle Beteiligten",
  ),
  noContactId: words("is no id of a contact", "ist keine Kennung eines Kontakts"),

  // Times
  noIsoTime: words(
    "must be an ISO 8601 time with offset, like 2026-11-22T16:54:46+01:00",
    "muss eine Zeit nach ISO 8601 mit Zeitzone sein, etwa 2026-11-22T16:54:46+01:00",
  ),
  noWallTime: words(
    "must be an ISO 8601 time, like 2026-11-30T10:00 or 2026-11-30T10:00:00+01:00",
    "muss eine Zeit nach ISO 8601 sein, etwa 2026-11-30T10:00 oder 2026-11-30T10:00:00+01:00",
  ),
  noClockTime: words("is not a time like 09:00", "keine Uhrzeit wie 09:00"),
  noTimeZone: words("is not a time zone like Europe/Berlin", "keine Zeitzone wie Europe/Berlin"),
  noTime: words("is no time", "keine Zeitangabe"),
  noMailDate: words(
    "is neither a mail's Date header nor an ISO 8601 time",
    "weder das Datum einer Mail noch eine Zeit nach ISO 8601",
  ),
  outOfCalendar: words("is no time of the calendar", "diese Zeit gibt es in keinem Kalender"),
  outOfRange: words("is no time between 1970 and 9999", "keine Zeit zwischen 1970 und 9999"),
  isPast: words("is in the past", "liegt in der Vergangenheit"),
  dayIsPast: words("lies in the past", "liegt in der Vergangenheit"),
  overYearAhead: words("is more than a year ahead", "liegt mehr als ein Jahr in der Zukunft"),
  overTenYearsAhead: words("is more than ten years ahead", "liegt mehr als zehn Jahre in der Zukunft"),
  skipped: (zone: string) =>
    words(
      `does not exist in ${zone}: the clock goes forward there`,
      `gibt es in ${zone} nicht: dort wird die Uhr vorgestellt`,
    ),
  skippedBetween: (zone: string, from: string, to: string) =>
    words(
      `does not exist in ${zone}: the clock goes from ${from} to ${to} that day`,
      `gibt es in ${zone} nicht: die Uhr springt an diesem Tag von ${from} auf ${to}`,
    ),
  beforeStart: words("is before the start", "liegt vor dem Beginn"),
  notAfterFrom: words("is not after `from`", "liegt nicht nach dem Anfang"),
  rangeTooLong: (days: number) =>
    words(`is more than ${days} days after \`from\``, `liegt mehr als ${days} Tage nach dem Anfang`),
  neededForDays: words(
    "is needed: until now the meeting takes whole days",
    "ist nötig: bisher geht der Termin über ganze Tage",
  ),
  besideDueAt: words("cannot stand beside `dueAt`: give one of them", "nicht zusammen mit `dueAt`"),
  neitherDue: words("is missing: give it or `dueOn`", "fehlt: `dueAt` oder `dueOn` angeben"),
  noDay: words("has no day", "enthält keinen Tag"),
  notAfterBegin: words("has to be after `from`", "muss nach dem Beginn liegen"),

  // Mails and templates
  noGmailId: words("is not a Gmail id", "keine Kennung von Gmail"),
  noMail: words("is no mail", "ist keine Mail"),
  inOtherMailbox: words(
    "is not in your own mailbox, so it cannot be answered from there",
    "liegt nicht in Ihrem Postfach und lässt sich darum nicht von dort beantworten",
  ),
  otherThread: words(
    "is another conversation than that of the mail",
    "ist eine andere Konversation als die der Mail",
  ),
  badPlace: (place: string) =>
    words(`holds ${place}, which is no variable`, `enthält ${place}, das ist keine Variable`),
  badTemplatePlace: (place: string, known: string) =>
    words(
      `has ${place}, which is no variable. There are ${known}; with a fallback {{first_name|there}}`,
      `enthält ${place}, das ist keine Variable. Es gibt ${known}; mit Ersatz {{first_name|there}}`,
    ),
  noValueFor: (variable: string) =>
    words(`has no value for {{${variable}}}`, `kein Wert für {{${variable}}}`),

  // The rest
  noWritableCalendar: words(
    "is not a calendar you may write to",
    "ist kein Kalender, in den Sie schreiben dürfen",
  ),
  meetingRefused: (reason: string) =>
    words(`Google does not take this meeting (${reason})`, `Google nimmt diesen Termin nicht an (${reason})`),
  changeRefused: (reason: string) =>
    words(`Google does not take this change (${reason})`, `Google nimmt diese Änderung nicht an (${reason})`),
  onlyForMeetings: words("is only for meetings", "gibt es nur bei Terminen"),
  unknownLanguage: words(
    "is no language that is known here, like en-GB",
    "ist keine hier bekannte Sprache, wie de-DE",
  ),
  noFeatures: words(
    "is a comma list of mail, send and calendar",
    "ist eine Liste aus mail, send und calendar, mit Kommas",
  ),
  noCursor: words("is not the `nextCursor` of this list", "ist nicht der `nextCursor` dieser Liste"),
  noIdempotencyKey: words(
    "has to be 1 to 200 visible ASCII characters",
    "muss aus 1 bis 200 sichtbaren ASCII-Zeichen bestehen",
  ),
  notRight: (message: string) => words(message, "hat nicht die richtige Form"),
} as const;

/** Those that the contract's schemas name themselves, by their English words. */
export const wrongByContract: ReadonlyMap<string, Words> = new Map(
  [
    wrong.notOneLine,
    wrong.noTimeZone,
    wrong.noGmailId,
    wrong.noClockTime,
    wrong.noWallTime,
    wrong.noIdempotencyKey,
  ].map((problem) => [problem.en, problem]),
);
