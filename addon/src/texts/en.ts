/** Every word that Rapport says, in English. The other languages have the same keys, or they do not compile. */
import type { RuleEffect, RuleScope } from "../../../contract/rules.ts";
import { say } from "../text.ts";

const count = (n: number, one: string, many: string): string => say`${n} ${n === 1 ? one : many}`;

export const en = {
  // Who it is
  kind: { lead: "Lead", client: "Client", colleague: "Colleague", self: "You", unknown: "Not in Rapport" },
  stage: {
    new: "New",
    contacted: "Contacted",
    qualified: "Qualified",
    proposal: "Proposal",
    negotiation: "Negotiation",
    won: "Won",
    lost: "Lost",
  },
  stageLabel: "Stage",
  ownedBy: (name: string) => say`Owner: ${name}`,
  noOwner: "No owner",
  phoneLabel: "Phone",
  emailLabel: "E-mail",
  notesLabel: "Notes",
  scoreLabel: "Engagement",
  scoreAndMomentum: (points: number, shown: string, momentum: string) =>
    say`${shown} ${points === 1 ? "point" : "points"}, momentum ${momentum}`,
  lastEngagementLabel: "Last engagement",
  noEngagement: "None yet",
  nextMeetingLabel: "Next meeting",
  turnLabel: "Whose turn",
  yourTurn: (day: string) => say`Yours, since ${day}`,
  theirTurn: (day: string) => say`Theirs, since ${day}`,
  recentHeader: "Recent",
  nothingRecent: "Nothing is logged with this contact yet.",
  showAll: "Show all",
  noContact: "No contact",
  notInCrm: (name: string) => say`${name} is not in Rapport yet.`,
  addAsLead: "Add as lead",
  addAsClient: "Add as client",
  onlyColleaguesAtEvent: "Only colleagues are invited.",
  nobody: "Nobody else is on this mail.",
  nobodyAtEvent: "Nobody else is invited.",
  alsoOnMail: "Also on this mail",
  alsoAtEvent: "Invited",
  morePeople: (n: number) => count(n, "more person", "more people"),

  // Logging
  log: "Log to CRM",
  logAnyway: "Log anyway",
  logWithNote: "Log with note…",
  logToOther: "Log to another contact…",
  logHere: "Log to this contact",
  logFormTitle: "Log to CRM",
  logTheseContacts: "With these contacts",
  noteLabel: "Note",
  noteHint: "Only your team sees it",
  attachmentsLabel: (n: number) => count(n, "attachment", "attachments"),
  attachmentsNotShown: (n: number) => say`${n} more`,
  nobodyChosen: "Choose at least one contact, or log to another one.",
  loggedBy: (name: string, when: string) => say`Logged by ${name}, ${when}`,
  loggedBySync: (when: string) => say`Logged by the sync, ${when}`,
  loggedWith: (names: string) => say`With ${names}`,
  loggedNotice: "Logged to CRM",
  alreadyLoggedNotice: "It was logged already",
  undo: "Undo",
  undoQuestion: "Undo the logging?",
  undoWarning:
    "The entry and its note disappear from the timeline for the whole team. The mail or event itself stays.",
  undoneNotice: "The entry was removed",
  keep: "Keep",

  // Why it is logged, or not
  whyLogged: "Why is this logged?",
  whyNotLogged: "Why is this not logged?",
  isOnIt: (address: string) => say`${address} is on it.`,
  notReadYet: (address: string) => say`The sync has not read it yet, but will log it: ${address} is on it.`,
  notConnectedYet: (address: string) =>
    say`${address} is on it, but your mailbox is not connected. Connect it, and this happens by itself.`,
  beforeContact: (address: string) =>
    say`It is from before ${address} became a contact, and you left earlier mails out.`,
  ruleText: (pattern: string, effect: RuleEffect, scope: RuleScope) =>
    scope === "personal"
      ? say`Your rule ${effect} logs ${pattern}.`
      : say`A rule of your workspace ${effect} logs ${pattern}.`,
  why: {
    logged_by_hand: "Somebody logged it by hand.",
    thread: "An earlier mail of this thread is logged.",
    no_contact: "Nobody on it is a lead or client.",
    internal: "Only colleagues are on this mail.",
    draft: "It is a draft.",
    in_trash: "It is in the trash.",
    in_spam: "It is in spam.",
    chat: "It is a chat message.",
    deleted: "It was deleted in Gmail.",
    undone: "Somebody took it out of Rapport.",
    no_address: "No sender's address is on it.",
    to_be_read: "The sync has found it and reads it soon.",
    unreadable: "The sync could not read it. You can log it by hand.",
  },
  rulesAbout: (address: string) => say`About ${address}`,
  always: "Always log",
  neverAsk: "Never log…",
  removeRule: { personal: "Remove rule", workspace: "Remove rule for all" },
  neverQuestion: (pattern: string) => say`Never log ${pattern}?`,
  neverWarning: (pattern: string) =>
    say`The sync leaves out your mails and meetings with ${pattern} from now on. You can still log one by hand.`,
  neverEntries: (n: number) =>
    say`So far the sync logged ${count(n, "entry", "entries")}. If removed, ${n === 1 ? "it goes" : "they go"} for the whole team.`,
  never: "Never log",
  neverKeep: "Never log, keep entries",
  neverPurge: (n: number) => say`Never log, remove ${count(n, "entry", "entries")}`,
  neverDomain: (domain: string) => say`Everybody ${domain}…`,
  ruleNotice: {
    always: (pattern: string) => say`${pattern} is always logged from now on`,
    never: (pattern: string, removed: number) =>
      removed === 0
        ? say`${pattern} is never logged from now on`
        : say`${pattern} is never logged from now on; ${count(removed, "entry", "entries")} removed`,
  },
  ruleRemovedNotice: "The rule is removed",

  // Contacts
  createLeadTitle: "New lead",
  createClientTitle: "New client",
  editTitle: "Edit contact",
  nameLabel: "Name",
  companyLabel: "Company",
  titleLabel: "Job title",
  emailsLabel: "E-mail addresses",
  emailsHint: "One a line; the first is the main one",
  kindLabel: "Kind",
  ownerLabel: "Owner",
  makeMeOwner: "Make me the owner",
  logThisMailToo: "Log this mail too",
  logThisEventToo: "Log this event too",
  optionsLabel: "Also",
  save: "Save",
  create: "Save",
  cancel: "Cancel",
  edit: "Edit",
  makeClient: "Make client",
  deleteContact: "Delete contact…",
  deleteQuestion: "Delete this contact?",
  deleteWarning:
    "The contact and everything logged with nobody else are deleted for the whole team. This cannot be undone.",
  deleteConfirm: "Delete",
  savedNotice: "Saved",
  backfillTitle: "Older mails",
  importOlder: "Import older mails…",
  foundOlder: (mails: number, meetings: number, isAtLeast: boolean) =>
    say`${isAtLeast ? "At least " : ""}${count(mails, "mail", "mails")}${meetings === 0 ? "" : ` and ${count(meetings, "meeting", "meetings")}`} found in your mailbox`,
  importedByItself: "The sync imports everything, unless you want less.",
  backfillChoice: { all: "Import all", headers: "Only who and when", none: "Nothing" },
  backfillNotice: {
    all: "Everything is being imported",
    headers: "Imported without the text of the mails",
    none: "Nothing older is imported",
  },
  nothingOlder: "Your mailbox has nothing older with this contact.",
  olderUnknown: "How much older mail there is could not be counted. It is imported all the same.",
  connectForOlder: "Connect your mailbox, and older mails with this contact are imported too.",
  createdNotice: "Contact created",
  deletedNotice: "Contact deleted",
  convertedNotice: "Now a client",
  duplicatesHeader: "Already in Rapport?",
  duplicateReason: {
    same_address: "Has this address",
    same_name: "Same name",
    same_company_domain: "Same company",
    same_phone: "Same phone number",
  },
  addressTaken: (name: string) => say`An address belongs to ${name} already.`,
  open: "Open",
  openContact: "Open contact",

  // Timeline
  timelineTitle: "Timeline",
  timelineEmpty: "Nothing here yet.",
  filterLabel: "Show",
  allTypes: "Everything",
  types: { EMAIL: "Mails", MEETING: "Meetings", NOTE: "Notes", CALL: "Calls" },
  type: { EMAIL: "Mail", MEETING: "Meeting", NOTE: "Note", CALL: "Call" },
  received: "Received",
  sent: "Sent",
  threadHeader: (subject: string, n: number) => say`${subject} (${n})`,
  more: "More",
  noSubject: "(no subject)",
  hiddenSubject: "(not shared with you)",
  status: { SCHEDULED: "Scheduled", HELD: "Held", CANCELLED: "Cancelled", NO_SHOW: "No-show" },
  minutes: (n: number) => say`${n} min`,
  participantsHeader: "People",
  role: {
    from: "From",
    to: "To",
    cc: "Cc",
    bcc: "Bcc",
    replyTo: "Reply to",
    organizer: "Organiser",
    attendee: "Invited",
    optional: "Optional",
  },
  textCut: "The text goes on in the mail itself.",
  openInGmail: "Open in Gmail",
  saveNote: "Save note",
  outcomeLabel: "How did it go?",
  outcome: { HELD: "It took place", NO_SHOW: "They did not come", CANCELLED: "It was cancelled" },
  scoreTitle: "Engagement score",
  scoreExplained:
    "Each mail counts, and each meeting that took place counts more. Momentum is the same sum, but halves every 30 days.",
  scoreEmpty: "Nothing has counted yet.",

  // Search
  search: "Search",
  searchTitle: "Search contacts",
  pickTitle: "Log to which contact?",
  searchLabel: "Name, company, phone or address",
  noMatches: (words: string) => say`No contact matches “${words}”.`,
  newLead: "New lead",

  // Home
  homeTitle: "Today",
  meetingsHeader: "Meetings today",
  turnsHeader: "Waiting for your answer",
  followUpsHeader: "Follow-ups due",
  warmHeader: "Warm contacts",
  waitingSince: (day: string) => say`Since ${day}`,
  due: (when: string) => say`Due ${when}`,
  momentum: (value: string) => say`Momentum ${value}`,
  emptyHome: "Nothing is waiting for you.",
  welcome:
    "Open a mail or an event to see who it is with, and log it with one click. Or add your first lead here.",
  connectedAs: (email: string) => say`Connected as ${email}`,
  reconnectReason: {
    revoked: "Google no longer accepts the permission it gave Rapport. Connect again; nothing is lost.",
    scope_missing:
      "Rapport was not given every permission it needs. Connect again and leave all boxes ticked.",
    admin_policy:
      "Your Google administrator does not allow Rapport. Ask for it to be trusted, then connect again.",
    no_mailbox:
      "Your account has no Gmail mailbox. Ask your administrator to switch it on, then connect again.",
    other_account:
      "The mailbox of another account answered. Connect again with the account you sign in with.",
    keys_lost: "Rapport's server lost the keys to your permission. Connect again; nothing is lost.",
  },
  reconnect: "Reconnect",
  connect: "Connect",
  notConnected: "Connect your mailbox, and your leads' and clients' mails are logged by themselves.",
  syncLabel: "Mailbox sync",
  firstSync: (read: string, all: string) => say`First sync: ${read} of about ${all} mails read`,
  firstSyncBegins: "The first sync begins in a moment",
  upToDate: (when: string) => say`Up to date, ${when}`,
  throttled: (when: string) => say`Google asked to wait; it goes on ${when}`,
  failed: (when: string) => say`The last attempt did not work; the next is ${when}`,
  paused: "Paused: nothing is logged by itself",

  // Events
  untitledEvent: "(no title)",
  unsavedEvent: "Save the event first, then it can be logged.",
  unreadableEvent: "Google did not tell title and time of this event, so it cannot be logged.",
  lastTouch: (when: string) => say`Last engagement ${when}`,
  noTouch: "No engagement yet",

  // What went wrong: what happened, and what to do
  failure: {
    "no-identity":
      "Google did not tell Rapport who you are. Allow Rapport access to your account, then try again.",
    unauthenticated:
      "Your sign-in was not accepted. Try again; if it stays, ask your administrator to check the add-on's client id.",
    forbidden: "You may not do this. Ask the colleague who logged it, or an administrator.",
    "not-invited": "Your account has no access to Rapport. Ask your administrator to invite you.",
    gone: "It is no longer there. Somebody may have deleted it.",
    conflict: "Somebody changed it meanwhile. Open it again.",
    "no-contact": "No lead or client is on it. Add one, or log it to another contact.",
    draft: "This mail is a draft. It can be logged once it is sent.",
    "rate-limited": "Rapport takes only so many requests a minute. Wait a moment, then try again.",
    reconnect: "Google no longer lets Rapport work for you. Reconnect your account in Rapport.",
    "google-away": "Google does not answer at the moment. Try again in a minute.",
    "backend-away": "Rapport does not answer at the moment. Try again in a minute.",
    "mail-unreadable": "Gmail did not hand over this mail. Close it, open it again, and retry.",
    "event-unreadable": "Calendar did not hand over this event. Save it, open it again, and retry.",
    unexpected: "Something went wrong in Rapport. Try again; if it stays, tell your administrator.",
  },
  failureTitle: {
    access: "No access",
    away: "Not reachable",
    busy: "Too many requests",
    other: "That did not work",
  },
  invalid: (problem: string) => say`Please check: ${problem}`,
  invalidField: (field: string, problem: string) => say`${field} ${problem}`,
  waitSeconds: (n: number) =>
    say`Rapport takes only so many requests a minute. Try again in ${count(n, "second", "seconds")}.`,
  reference: (id: string) => say`Reference ${id}`,
  tryAgain: "Try again",
  openRapport: "Open Rapport",
};

export type Texts = typeof en;
