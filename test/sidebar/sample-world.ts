/** A small business mailbox and a week of meetings for the sidebar page, with an add-on that draws every kind of widget. */
import type { Card, Widget } from "../../dev/apps-script/card-json.ts";
import type {
  Addon,
  CalendarEvent,
  EventTime,
  EventAttendee,
  Mailbox,
  MailMessage,
  MailThread,
  Rep,
} from "../../dev/sidebar/page/wire.ts";
import type { SampleFunction, SampleWorld } from "./sample-host.ts";

export const anna: Rep = { email: "anna@northwind.test", name: "Anna Berger" };
export const tom: Rep = { email: "tom@northwind.test", name: "Tom Reyes" };

export const addon: Addon = {
  name: "Rapport",
  logoUrl: "https://crm.example.test/logo-128.png",
  primaryColor: null,
  sendsLocale: true,
  universalActions: [
    { label: "Open CRM", openLink: "https://crm.example.test/" },
    { label: "Settings", runFunction: "onSettings" },
  ],
  gmail: {
    homepage: "onHomepage",
    contextual: "onGmailMessage",
    compose: { label: "Insert from CRM", runFunction: "onCompose", readsRecipients: true },
  },
  calendar: {
    homepage: "onHomepage",
    eventOpen: "onCalendarEvent",
    readsAttendees: true,
    writesEvents: true,
  },
};

/** `now` is the newest mail's time; everything else lies before it. */
export function sampleWorld(changes: Partial<SampleWorld> & { readonly now?: number } = {}): SampleWorld {
  const { now = Date.now(), ...rest } = changes;
  return {
    users: [anna, tom],
    addon,
    threads: sampleThreads(now),
    html: { "m-offer": offerHtml },
    events: sampleEvents(now),
    functions: sampleFunctions,
    pageSize: 25,
    ...rest,
  };
}

const maria: Mailbox = { name: "Maria Keller", email: "maria.keller@alpenblick.test" };
const me: Mailbox = { name: anna.name, email: anna.email };

export function message(
  fields: Partial<MailMessage> & Pick<MailMessage, "id" | "threadId" | "at">,
): MailMessage {
  return {
    from: maria,
    to: [me],
    cc: [],
    snippet: (fields.text ?? "").replace(/\s+/g, " ").slice(0, 120),
    text: "",
    hasHtml: false,
    attachments: [],
    starred: false,
    isDraft: false,
    answerTo: [fields.from ?? maria],
    ...fields,
  };
}

const minuteMs = 60_000;

function sampleThreads(now: number): readonly MailThread[] {
  const rollout: MailThread = {
    id: "t-rollout",
    subject: "Rollout in Q3: numbers for 40 seats",
    labels: ["Inbox", "Customers"],
    messages: [
      message({
        id: "m-first",
        threadId: "t-rollout",
        from: me,
        to: [maria],
        at: now - 26 * 60 * minuteMs,
        text: "Hi Maria,\n\nas promised the two options for the rollout. Would Thursday suit you for a short call?\n\nBest,\nAnna",
      }),
      message({
        id: "m-offer",
        threadId: "t-rollout",
        at: now - 42 * minuteMs,
        to: [me],
        cc: [{ name: "Jonas Wirth", email: "jonas@alpenblick.test" }],
        hasHtml: true,
        snippet:
          "Hi Anna, thank you for the offer. Our board has agreed to a budget for 40 seats, and we would like to start in July.",
        attachments: [
          {
            name: "Alpenblick seats and sites.xlsx",
            mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            size: 48_213,
          },
          { name: "Security questionnaire.pdf", mimeType: "application/pdf", size: 1_204_118 },
        ],
      }),
    ],
  };
  const others: readonly (readonly [string, string, string, string, number, boolean])[] = [
    [
      "Jonas Wirth",
      "jonas@alpenblick.test",
      "Re: Security questionnaire",
      "Two questions are still open on our side, see the comments in the document.",
      75,
      true,
    ],
    [
      "Haruka Sato",
      "sato@kumo.test",
      "お打ち合わせの日程について",
      "お世話になっております。来週の水曜日はいかがでしょうか。",
      190,
      true,
    ],
    [
      "Claire Dubois",
      "claire@ateliersud.test",
      "Devis pour les licences",
      "Bonjour Anna, merci pour votre retour rapide. Le devis nous convient.",
      300,
      false,
    ],
    [
      "Tom Reyes",
      tom.email,
      "Pipeline review on Monday",
      "Could everybody update the next steps until Friday evening?",
      420,
      false,
    ],
    [
      "Liam O’Connor",
      "liam@harbourworks.test",
      "Demo recording",
      "Here is the recording you asked for. The part about integrations starts at 12:40.",
      1500,
      false,
    ],
    [
      "Figures Weekly",
      "news@figures.test",
      "What 900 sales teams learned in spring",
      "Reply rates, meeting lengths and the return of the phone call.",
      1600,
      false,
    ],
    [
      "دانا حداد",
      "dana@noor.test",
      "عرض الأسعار",
      "شكراً جزيلاً على العرض، سنعود إليكم بالرد يوم الأحد.",
      2900,
      false,
    ],
    [
      "Greta Lindqvist",
      "greta@fjordtech.test",
      "Contract signed",
      "Attached is the signed copy. We are looking forward to working with you!",
      4400,
      false,
    ],
    [
      "Billing",
      "billing@cloudhost.test",
      "Your invoice for March",
      "Invoice 20418 is ready. The amount will be charged on the 5th.",
      6000,
      false,
    ],
    [
      "Priya Raman",
      "priya@lumen.test",
      "Intro: Anna <> Marcus",
      "Anna, meet Marcus, who runs operations at Lumen. I will let you two take it from here.",
      7400,
      false,
    ],
  ];
  return [
    rollout,
    ...others.map(([name, email, subject, text, minutes, unread], index): MailThread => {
      const id = `t-${index + 1}`;
      const at = now - minutes * minuteMs;
      return {
        id,
        subject,
        labels: unread ? ["Inbox", "Unread"] : ["Inbox"],
        messages: [
          message({
            id: `m-${index + 1}`,
            threadId: id,
            from: { name, email },
            at,
            text: `${text}\n\n${name}`,
            starred: index === 3,
          }),
        ],
      };
    }),
  ];
}

const offerHtml = `<div style="font-family:Arial,sans-serif;font-size:14px">
<p>Hi Anna,</p>
<p>thank you for the offer. Our board has agreed to a <b>budget for 40 seats</b>, and we would like to start in July with the teams in Bern and Graz.</p>
<p>Three things before I can sign:</p>
<ol><li>Can the price be held for the second site in autumn?</li><li>Jonas needs the security questionnaire filled in (attached).</li><li>Who will be our contact during the rollout?</li></ol>
<p>Thursday at 10 works well for a call. Shall I send an invitation?</p>
<p>Kind regards,<br>Maria</p>
<p style="color:#5f6368;font-size:12px">Maria Keller · Head of Operations<br>Alpenblick Hotels AG · +41 31 555 01 42<br><a href="https://alpenblick.test">alpenblick.test</a></p>
</div>`;

function sampleEvents(now: number): readonly CalendarEvent[] {
  const today = new Date(now);
  const at = (day: number, hour: number, minute = 0): EventTime => ({
    at: new Date(
      today.getFullYear(),
      today.getMonth(),
      today.getDate() - today.getDay() + day,
      hour,
      minute,
    ).getTime(),
  });
  const day = (weekday: number): EventTime => ({
    date: new Date(
      Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() - today.getDay() + weekday),
    )
      .toISOString()
      .slice(0, 10),
  });
  return [
    event({ id: "e-sync", title: "Team sync", start: at(1, 9), end: at(1, 9, 30) }),
    event({
      id: "e-plan",
      title: "Territory planning",
      start: at(1, 13),
      end: at(1, 14, 30),
      location: "Room Säntis",
    }),
    event({
      id: "e-demo",
      title: "Demo: Kumo",
      start: at(2, 10),
      end: at(2, 11),
      attendees: [guest(maria, "accepted")],
    }),
    event({ id: "e-prep", title: "Prepare demo", start: at(2, 10, 30), end: at(2, 12) }),
    event({
      id: "e-rollout",
      title: "Rollout call with Alpenblick",
      start: at(4, 10),
      end: at(4, 11),
      location: "Bern, Bundesplatz 3",
      description:
        "Agenda\n1. Price for the second site\n2. Security questionnaire\n3. Contact during the rollout",
      attendees: [
        guest(me, "accepted", { self: true, organizer: true }),
        guest(maria, "accepted"),
        guest({ name: "Jonas Wirth", email: "jonas@alpenblick.test" }, "needsAction", { optional: true }),
      ],
      conference: {
        conferenceId: "abc-defg-hij",
        conferenceSolution: { name: "Google Meet", key: { type: "hangoutsMeet" } },
        entryPoints: [
          {
            entryPointType: "video",
            uri: "https://meet.example.test/abc-defg-hij",
            label: "meet.example.test/abc-defg-hij",
          },
        ],
      },
    }),
    event({
      id: "e-lunch",
      title: "Lunch with Priya",
      start: at(3, 12, 30),
      end: at(3, 13, 30),
      location: "Caffè Centrale",
    }),
    event({ id: "e-fair", title: "Trade fair Zürich", start: day(5), end: day(6) }),
    event({ id: "e-review", title: "Pipeline review", start: at(5, 15), end: at(5, 16) }),
  ];
}

export function event(
  fields: Partial<CalendarEvent> & Pick<CalendarEvent, "id" | "title" | "start" | "end">,
): CalendarEvent {
  return {
    calendarId: anna.email,
    location: "",
    description: "",
    organizer: { email: anna.email, displayName: anna.name, self: true },
    attendees: [],
    conference: null,
    guestsCanInviteOthers: true,
    guestsCanSeeOtherGuests: true,
    etag: '"1"',
    ...fields,
  };
}

function guest(
  { name, email }: Mailbox,
  responseStatus: string,
  fields: Partial<EventAttendee> = {},
): EventAttendee {
  return {
    email,
    displayName: name,
    optional: false,
    organizer: false,
    resource: false,
    self: false,
    responseStatus,
    additionalGuests: 0,
    comment: "",
    ...fields,
  };
}

const leadCard: Card = {
  name: "lead",
  header: { title: "Maria Keller", subtitle: "Head of Operations · Alpenblick Hotels AG" },
  cardActions: [{ actionLabel: "Edit contact", onClick: { action: { function: "onEdit" } } }],
  sections: [
    {
      widgets: [
        {
          decoratedText: {
            startIcon: { knownIcon: "MEMBERSHIP" },
            topLabel: "Stage",
            text: "Proposal",
            bottomLabel: "Lead · owned by you",
          },
        },
        {
          decoratedText: {
            startIcon: { materialIcon: { name: "trending_up" } },
            topLabel: "Engagement",
            text: '<b>17</b>  <font color="#188038">+5 this week</font>',
            bottomLabel: "11 mails, 2 meetings",
            onClick: { action: { function: "onScore" } },
          },
        },
        {
          decoratedText: {
            startIcon: { knownIcon: "CLOCK" },
            topLabel: "Whose turn",
            text: "Yours, since 42 minutes",
          },
        },
        {
          decoratedText: {
            startIcon: { knownIcon: "PHONE" },
            topLabel: "Phone",
            text: '<a href="tel:+41315550142">+41 31 555 01 42</a>',
          },
        },
        {
          decoratedText: {
            startIcon: { knownIcon: "INVITE" },
            topLabel: "Next meeting",
            text: "Thursday, 10:00 – 11:00",
            bottomLabel: "Rollout call with Alpenblick",
          },
        },
        {
          buttonList: {
            buttons: [
              { text: "Log to CRM", type: "FILLED", onClick: { action: { function: "onLogForm" } } },
              { text: "Schedule", onClick: { action: { function: "onSchedule" } } },
            ],
          },
        },
      ],
    },
    {
      header: "Timeline",
      collapsible: true,
      uncollapsibleWidgetsCount: 3,
      widgets: [
        activity("call_made", "Rollout in Q3: numbers for 40 seats", "Yesterday · you wrote"),
        activity("groups", "Demo for the operations team", "Last Tuesday · held, 45 minutes"),
        activity("call_received", "Questions about the price list", "12 days ago · Maria wrote"),
        activity("call_made", "Introduction", "3 weeks ago · Tom wrote"),
      ],
    },
    {
      header: "Also on this mail",
      widgets: [
        {
          decoratedText: {
            startIcon: { knownIcon: "PERSON" },
            text: "Jonas Wirth",
            bottomLabel: "Not in the CRM yet",
            button: { text: "Add", onClick: { action: { function: "onCreate" } } },
          },
        },
      ],
    },
  ],
};

function activity(name: string, text: string, bottomLabel: string): Widget {
  return {
    decoratedText: {
      startIcon: { materialIcon: { name } },
      text,
      bottomLabel,
      onClick: { action: { function: "onActivity" } },
    },
  };
}

const logForm: Card = {
  name: "log",
  header: { title: "Log to CRM", subtitle: "Rollout in Q3: numbers for 40 seats" },
  sections: [
    {
      header: "Contacts",
      widgets: [
        {
          selectionInput: {
            name: "contacts",
            type: "CHECK_BOX",
            items: [
              {
                text: "Maria Keller",
                value: "c1",
                selected: true,
                bottomText: "Lead · Alpenblick Hotels AG",
              },
              { text: "Jonas Wirth", value: "c2", selected: false },
            ],
          },
        },
      ],
    },
    {
      widgets: [
        {
          textInput: {
            name: "note",
            label: "Note",
            type: "MULTIPLE_LINE",
            hintText: "Seen by the whole team",
          },
        },
        { dateTimePicker: { name: "due", label: "Follow up on", type: "DATE_ONLY" } },
      ],
    },
  ],
  fixedFooter: {
    primaryButton: { text: "Log", onClick: { action: { function: "onLog" } } },
    secondaryButton: { text: "Cancel", onClick: { action: { function: "onCancel" } } },
  },
};

const homeCard: Card = {
  header: { title: "Good morning, Anna" },
  sections: [
    {
      widgets: [
        {
          textInput: {
            name: "q",
            label: "Search contacts",
            initialSuggestions: {
              items: [{ text: "Maria Keller" }, { text: "Marcus Hill" }, { text: "Greta Lindqvist" }],
            },
          },
        },
      ],
    },
    {
      header: "Today",
      widgets: [activity("event", "Rollout call with Alpenblick", "10:00 – 11:00 · Maria Keller")],
    },
    {
      header: "Your turn",
      widgets: [
        activity("reply", "Maria Keller", "Rollout in Q3 · 42 minutes"),
        activity("reply", "Claire Dubois", "Devis pour les licences · 5 hours"),
      ],
    },
  ],
};

export const pixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** One of every widget, for tests and for looking at. */
export const everyWidget: Card = {
  name: "every-widget",
  header: {
    title: "Every widget",
    subtitle: "one of each kind",
    imageUrl: pixel,
    imageType: "CIRCLE",
    imageAltText: "Blue dot",
  },
  sections: [
    {
      header: "Texts",
      widgets: [
        {
          textParagraph: {
            text: 'Plain, <b>bold</b>, <i>italic</i>, <u>underlined</u>, <s>struck</s>, <font color="#d93025">red</font>,<br><a href="https://example.test/page">a link</a> &amp; an entity.',
          },
        },
        { divider: {} },
        {
          decoratedText: {
            topLabel: "Top label that is rather long and therefore is cut off at the end",
            text: "A text that does not wrap and is cut off where the panel ends",
            bottomLabel: "A bottom label that is long enough to need a second line in the panel",
            startIcon: { knownIcon: "EMAIL" },
            endIcon: { materialIcon: { name: "chevron_right" } },
          },
        },
        {
          decoratedText: {
            text: "A text that wraps because the add-on says so, on as many lines as it takes",
            wrapText: true,
            startIcon: { materialIcon: { name: "no_such_icon" } },
          },
        },
        {
          decoratedText: {
            text: "With a switch",
            switchControl: { name: "notify", value: "yes", selected: true },
          },
        },
        {
          decoratedText: {
            text: "With a check box",
            switchControl: { name: "agree", value: "agreed", controlType: "CHECK_BOX" },
          },
        },
        {
          decoratedText: {
            text: "With a button",
            button: { text: "Do it", onClick: { action: { function: "onEcho" } } },
          },
        },
        {
          decoratedText: {
            topLabel: "مرحبا",
            text: "نص من اليمين إلى اليسار",
            startIcon: { knownIcon: "PERSON" },
          },
        },
      ],
    },
    {
      header: "Buttons",
      widgets: [
        {
          buttonList: {
            buttons: [
              { text: "Outlined", onClick: { action: { function: "onEcho" } } },
              { text: "Filled", type: "FILLED", onClick: { action: { function: "onEcho" } } },
              { text: "Colour", color: "#188038", onClick: { action: { function: "onEcho" } } },
              { text: "Borderless", type: "BORDERLESS", onClick: { action: { function: "onEcho" } } },
              { text: "Disabled", disabled: true, onClick: { action: { function: "onEcho" } } },
              {
                icon: { knownIcon: "STAR", altText: "Favourite" },
                onClick: { action: { function: "onEcho", parameters: [{ key: "id", value: "42" }] } },
              },
            ],
          },
        },
      ],
    },
    {
      header: "Pictures",
      collapsible: true,
      uncollapsibleWidgetsCount: 1,
      widgets: [
        { image: { imageUrl: pixel, altText: "A picture" } },
        {
          grid: {
            title: "A grid",
            columnCount: 2,
            borderStyle: { type: "STROKE", cornerRadius: 8 },
            onClick: { action: { function: "onEcho" } },
            items: [
              {
                id: "one",
                title: "One",
                subtitle: "first",
                image: { imageUri: pixel, cropStyle: { type: "SQUARE" } },
              },
              { id: "two", title: "Two", textAlignment: "CENTER" },
            ],
          },
        },
      ],
    },
    {
      header: "Fields",
      widgets: [
        { textInput: { name: "name", label: "Name", hintText: "As on the business card", value: "Maria" } },
        {
          textInput: {
            name: "city",
            label: "City",
            initialSuggestions: { items: [{ text: "Bern" }, { text: "Berlin" }, { text: "Graz" }] },
          },
        },
        {
          textInput: {
            name: "company",
            label: "Company",
            autoCompleteAction: { function: "onSuggestCompany" },
          },
        },
        { textInput: { name: "note", label: "Note", type: "MULTIPLE_LINE" } },
        {
          selectionInput: {
            name: "stage",
            label: "Stage",
            type: "DROPDOWN",
            items: [
              { text: "New", value: "new", selected: false },
              { text: "Proposal", value: "proposal", selected: true },
            ],
          },
        },
        {
          selectionInput: {
            name: "owner",
            label: "Owner",
            type: "DROPDOWN",
            items: [{ text: "Anna", value: "anna", selected: false }],
          },
        },
        {
          selectionInput: {
            name: "tags",
            label: "Tags",
            type: "CHECK_BOX",
            items: [
              { text: "Hotel", value: "hotel", selected: true },
              { text: "Chain", value: "chain", selected: false },
            ],
          },
        },
        {
          selectionInput: {
            name: "kind",
            label: "Kind",
            type: "RADIO_BUTTON",
            items: [
              { text: "Lead", value: "lead", selected: true },
              { text: "Client", value: "client", selected: false },
            ],
          },
        },
        {
          selectionInput: {
            name: "flags",
            label: "Flags",
            type: "SWITCH",
            items: [{ text: "Newsletter", value: "newsletter", selected: false }],
          },
        },
        {
          selectionInput: {
            name: "people",
            label: "People",
            type: "MULTI_SELECT",
            items: [
              { text: "Maria Keller", value: "c1", selected: true },
              { text: "Jonas Wirth", value: "c2", selected: false },
            ],
          },
        },
        { dateTimePicker: { name: "due", label: "Due", type: "DATE_ONLY", valueMsEpoch: "1767225600000" } },
        {
          dateTimePicker: {
            name: "at",
            label: "At",
            type: "DATE_AND_TIME",
            valueMsEpoch: "1767261600000",
            timezoneOffsetDate: 60,
          },
        },
        { dateTimePicker: { name: "time", label: "Time", type: "TIME_ONLY", valueMsEpoch: "34200000" } },
        { dateTimePicker: { name: "never", label: "Empty date", type: "DATE_ONLY" } },
      ],
    },
  ],
  fixedFooter: { primaryButton: { text: "Save", onClick: { action: { function: "onEcho" } } } },
};

export function push(card: Card): ReturnType<SampleFunction> {
  return { renderActions: { action: { navigations: [{ pushCard: card }] } } };
}

export const sampleFunctions: Readonly<Record<string, SampleFunction>> = {
  onHomepage: () => [homeCard],
  onGmailMessage: () => [leadCard],
  onCalendarEvent: () => [{ ...leadCard, sections: leadCard.sections?.slice(0, 2) ?? [] }],
  onLogForm: () => push(logForm),
  onEdit: () => push(everyWidget),
  onSettings: () => ({ universalAction: { displayAddOnCards: [everyWidget] } }),
  onCancel: () => ({ renderActions: { action: { navigations: [{ pop: true }] } } }),
  onLog: () => ({
    renderActions: {
      action: { navigations: [{ popToRoot: true }], notification: { text: "Logged for Maria Keller" } },
    },
    stateChanged: true,
  }),
  onEcho: () => ({ renderActions: { action: { notification: { text: "Done" } } } }),
  onSuggestCompany: () => ({
    autoComplete: { items: [{ text: "Alpenblick Hotels AG" }, { text: "Alpine Foods" }] },
  }),
};
