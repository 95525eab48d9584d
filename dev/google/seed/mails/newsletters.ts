/** What arrives in bulk: two newsletters, a user group, and the voices of machines. */
import type { MachineMail } from "../machine-mail.ts";

export const newsletters: readonly MachineMail[] = [
  weekly(
    2,
    "The $38 bn question: who pays for spoiled vaccines?",
    "A new estimate puts the yearly loss from temperature excursions in pharma at 38 billion dollars.\n\nAlso in this issue: why reefers fail on Mondays, and a reader's photograph of a banana at minus four.",
  ),
  weekly(
    7,
    "Ammonia is back",
    "Three new industrial cold stores chose ammonia over CO2 this month. We asked their engineers why.\n\nAlso: the F-gas timetable on one page.",
  ),
  weekly(
    12,
    "Ferries and the missing ten hours",
    "Roaming gaps on North Sea routes leave trailers silent for up to ten hours. Four vendors told us what they do about it.\n\nAlso: a short history of the ice wagon.",
  ),
  weekly(
    17,
    "Door discipline",
    "A warehouse in Denmark cut its energy bill by 9 % by shaming nobody and showing everybody a graph.\n\nAlso: jobs, events, corrections.",
  ),
  weekly(
    27,
    "Calibration without tears",
    "What ISO/IEC 17025 does and does not say about field loggers.\n\nAlso: the salmon price and you.",
  ),
  weekly(
    42,
    "When the grid goes down",
    "Eleven minutes is the median time a freezer room takes to lose one degree. We measured.\n\nAlso: letters.",
  ),
  weekly(
    67,
    "The last mile of ice cream",
    "Scooters, dry ice and one heroic insulated rucksack.\n\nAlso: readers on cardboard.",
  ),
  logistik(
    9,
    "Kühlhaus-Neubau auf Rekordniveau",
    "Die Branche baut wie nie: 1,4 Millionen Palettenplätze sind in Planung.\n\nAußerdem: Fahrermangel, Trailer des Monats, Termine.",
  ),
  logistik(
    30,
    "GDP: Neue Leitlinie im Überblick",
    "Was sich bei der Temperaturdokumentation ändert und bis wann.\n\nAußerdem: Interview mit einer Apothekerin.",
  ),
  logistik(
    51,
    "Strompreise: Was Kühlhäuser jetzt tun",
    "Lastverschiebung in die Nacht senkt die Rechnung um bis zu 12 Prozent.\n\nAußerdem: Stellenmarkt.",
  ),
  {
    from: { name: "Jo Lindgren", email: "jo.lindgren@polarlager.example" },
    to: ["ada"],
    when: [19, "13:40"],
    subject: "[coldchain-users] Anyone with Pt100 converters in explosive atmospheres?",
    headers: {
      "List-Id": "Cold chain practitioners <coldchain-users.lists.example>",
      "List-Post": "<mailto:coldchain-users@lists.example>",
      "List-Unsubscribe": "<https://lists.example/leave/coldchain-users>",
      "Mailing-list": "list coldchain-users@lists.example; contact coldchain-users+owners@lists.example",
      Precedence: "list",
    },
    labels: ["CATEGORY_FORUMS"],
    text: "Hi list,\n\nwe store ethanol next to the frozen goods. Does anybody have a Pt100 converter with an ATEX certificate that does not cost more than the ethanol?\n\nJo",
  },
  notice(
    1,
    "07:02",
    "Signdesk",
    "no-reply@signdesk.example",
    "Completed: Maintenance addendum Atlantic Oyster Company",
    "All parties have signed.\n\nYour copy of the document is attached to the record in Signdesk.\n\nThis is an automated message. Replies to this address are not read.",
  ),
  notice(
    29,
    "11:31",
    "Signdesk",
    "no-reply@signdesk.example",
    "Fjordline Seafood AS viewed: Data processing agreement",
    "Ingrid Haugen viewed the document.\n\nThis is an automated message. Replies to this address are not read.",
  ),
  notice(
    58,
    "18:40",
    "Nordbahn Tickets",
    "noreply@nordbahn.example",
    "Ihre Buchung 7QX4LM: Berlin – München",
    "Vielen Dank für Ihre Buchung.\n\nHinfahrt 07:05 Berlin Hbf, Wagen 24, Platz 61.\nRückfahrt 17:55 München Hbf, Wagen 11, Platz 35.\n\nBitte antworten Sie nicht auf diese E-Mail.",
  ),
  notice(
    5,
    "07:24",
    "Northwind Alerts",
    "alerts@status.northwind.example",
    "[ALERT] Trailer YK70 LDU: no readings for 8 h",
    "Device NW-T4-30917 (Kestrel Transport, trailer 17) has not reported since 23:12.\n\nLast reading -19.4 °C. Acknowledge in the console.",
  ),
  notice(
    11,
    "15:00",
    "Trackboard",
    "notifications@trackboard.example",
    "[NW-1482] SMS templates in Marathi: moved to In progress",
    "Jakob moved NW-1482 from Planned to In progress.\n\nYou receive this because you watch this ticket.",
  ),
  notice(
    4,
    "10:12",
    "Trackboard",
    "notifications@trackboard.example",
    "[NW-1482] New comment from Jakob",
    '"Translations are back from the agency, two of them are longer than an SMS."\n\nYou receive this because you watch this ticket.',
  ),
  notice(
    78,
    "06:15",
    "Parcel Post",
    "tracking@parcelpost.example",
    "Your parcel to Clarinbridge was delivered",
    "Signed for by: KEARNEY. One item, 0.4 kg.\n\nPlease do not reply, this mailbox is not monitored.",
  ),
  {
    ...notice(
      35,
      "03:00",
      "Workspace",
      "workspace-noreply@accounts.example",
      "Security alert: new sign-in on Linux",
      "We noticed a new sign-in to your account. If this was you, there is nothing to do.\n\nPlease do not reply to this message.",
    ),
    labels: ["TRASH"],
  },
  {
    from: { name: "Growth Rocket", email: "kevin@growthrocket.example" },
    to: ["ada"],
    when: [8, "04:44"],
    subject: "ada, 10x your pipeline??",
    labels: ["SPAM"],
    text: "Hey ada,\n\nI was on your website and WOW. Do you have 15 mins this week to talk about 10,000 verified leads in industrial?\n\nKevin",
  },
];

function weekly(workdaysAgo: number, subject: string, text: string): MachineMail {
  return bulk("Cold Chain Weekly", "news@coldchainweekly.example", workdaysAgo, "06:00", subject, text);
}

function logistik(workdaysAgo: number, subject: string, text: string): MachineMail {
  return bulk(
    "Kühllogistik heute",
    "newsletter@kuehllogistik-heute.example",
    workdaysAgo,
    "05:30",
    subject,
    text,
  );
}

function bulk(
  name: string,
  email: string,
  workdaysAgo: number,
  clock: string,
  subject: string,
  text: string,
): MachineMail {
  const domain = email.split("@")[1] ?? "";
  return {
    from: { name, email },
    to: ["ada"],
    when: [workdaysAgo, clock],
    subject,
    text,
    html: true,
    headers: {
      "List-Id": `<news.${domain}>`,
      "List-Unsubscribe": `<https://www.${domain}/unsubscribe>, <mailto:leave@${domain}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      Precedence: "bulk",
    },
    labels: ["CATEGORY_PROMOTIONS"],
  };
}

function notice(
  workdaysAgo: number,
  clock: string,
  name: string,
  email: string,
  subject: string,
  text: string,
): MachineMail {
  return {
    from: { name, email },
    to: ["ada"],
    when: [workdaysAgo, clock],
    subject,
    text,
    headers: { "Auto-Submitted": "auto-generated" },
    labels: ["CATEGORY_UPDATES"],
  };
}
