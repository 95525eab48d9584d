/** People nobody knows yet, a cold store in Gdańsk, and one who only wants to sell something. */
import type { Conversation } from "../conversation.ts";

export const prospects: readonly Conversation[] = [
  {
    subject: "Hala 4: monitoring temperatury / temperature monitoring",
    mails: [
      {
        from: "marek",
        to: ["ada"],
        when: [57, "11:30"],
        attach: ["balticPlan"],
        body: `Dear Ada,

we spoke at the logistics fair in Poznań. Attached is the plan of hall 4, 6,200 pallets, -22 °C. The existing wired system is from 2009 and the manufacturer is gone.

Is it possible to keep our old Pt100 probes and change only the electronics? There are 80 of them in the walls and nobody wants to chisel.`,
      },
      {
        from: "ada",
        cc: ["ben"],
        when: [56, "09:22"],
        body: `Dear Marek,

yes: our converter NW-C8 takes eight Pt100 each, so ten boxes do your 80 probes. The probes themselves should be checked against a reference first, after 17 years some will have drifted. Ben can lend you the reference.

Do you know whether they are 2-, 3- or 4-wire?`,
      },
      {
        from: "marek",
        cc: ["ben"],
        when: [54, "14:18"],
        body: `Dear Ada, dear Ben,

our electrician says 3-wire. He also says he said so in 2009 and nobody listened.

Please send the reference, we test ten probes first.`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [53, "10:00"],
        sign: false,
        body: `3-wire is ideal. The reference leaves London today, calibration sheet in the box. My compliments to your electrician.`,
      },
      {
        from: "marek",
        to: ["ada"],
        when: [22, "13:50"],
        quote: false,
        body: `Dear Ada,

result of the test: 71 of 80 probes are within 0.3 K, nine are dead. Our board accepts to keep the 71 and to replace nine with your wireless sensors.

Please prepare an offer in PLN, we have funds from the regional programme which must be spent in this budget year.`,
      },
      {
        from: "ada",
        when: [21, "10:40"],
        body: `Dear Marek,

71 of 80 after 17 years, that is a good electrician indeed. The offer in PLN needs our finance team, you have it by the end of next week. Which document does the regional programme want from us: a pro-forma invoice, or is the offer enough?`,
      },
      {
        from: "marek",
        when: [15, "15:15"],
        body: `A pro-forma invoice, please, with our tax number PL 000-000-00-00 and the project number RPO-22-118. Without the project number they send everything back.`,
      },
    ],
  },
  {
    subject: "Mango exports: can you monitor a container for 21 days at sea?",
    mails: [
      {
        from: "lucas",
        to: ["ada"],
        when: { minutesAgo: 170 },
        labels: ["UNREAD"],
        body: `Dear Ms. Lindqvist,

my name is Lucas Almeida, I am quality engineer at Frutas do Vale in Petrolina, in the northeast of Brazil. We ship about 900 refrigerated containers of mango and grapes per year to Rotterdam and Felixstowe.

Last season 4 % of the containers had a problem and we could never prove where: at the farm, in the port of Salvador, or on the ship. Is your sensor able to record 21 days at sea and show the position when it went wrong? Our budget for the coming season is approved and we want to decide within six weeks.

I found your address on the page about the Norwegian salmon project.`,
      },
    ],
  },
  {
    subject: "Roses at 9 degrees",
    mails: [
      {
        from: "anneke",
        to: ["adaAlias"],
        when: [3, "14:05"],
        attach: ["bloomPhoto"],
        labels: ["UNREAD"],
        body: `Hello,

this is what roses look like after four hours at 9 °C, see the photo. We import 40 lorries a week from Kenya via Schiphol and I would like to know which handling agent owes me 11,000 euros.

Do you rent out loggers, or only sell? And who is your contact in the Netherlands?`,
      },
    ],
  },
  {
    subject:
      "Minutes of the supplier call on temperature excursions in the reefer fleet during the transition from the old depot in Green Bay to the new one, including open questions about probe placement, the alert chain at night and weekends, who orders replacement antennas and whether the insurer needs the raw data or the monthly summary",
    mails: [
      {
        from: "tom",
        to: ["ada", "ben"],
        when: [88, "21:30"],
        body: `Sorry for the subject line, my assistant files by it.

- Probe goes 6 inches below the bulkhead, agreed
- Alert chain: dispatcher, then Earl, then me. In that order, please
- Earl orders the antennas
- Insurer wants the monthly summary only`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [87, "10:20"],
        quote: false,
        body: `All set up as listed. I tested the chain at 3 am your time, so if Earl is grumpy today, that was me.`,
      },
    ],
  },
  {
    subject: "Fjordline floor plan",
    mails: [
      { from: "lars", to: ["ada"], when: [115, "12:12"], sign: false, attach: ["balticPlan"], body: "" },
    ],
  },
  {
    subject: "Sensor case: your second phone number",
    mails: [
      {
        from: "ada",
        to: ["jonah"],
        when: [12, "09:20"],
        body: `Hi Jonah,

Chloe gave me your number for the temperature texts. Could you confirm that you get the test message this afternoon?`,
      },
    ],
  },
];
