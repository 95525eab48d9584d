/** Fjordline Seafood, Bergen: a client since the pilot, now extending to Ålesund. */
import type { Conversation } from "../conversation.ts";

export const fjordline: readonly Conversation[] = [
  {
    subject: "Temperature sensors for our Bergen cold store",
    mails: [
      {
        from: "ingrid",
        to: ["ada"],
        when: [118, "09:14"],
        body: `Hello Ada,

we met briefly at the seafood expo in Brussels, at the stand next to the coffee. We run two cold stores in Bergen and one in Ålesund, about 9,000 pallet places together, and we still walk round with a hand thermometer twice a day.

Our customers in Japan have started asking for a complete temperature record with every container of salmon. Could your sensors give us that without a cable to every rack? And what would a small pilot cost, say one hall?`,
      },
      {
        from: "ada",
        when: [118, "13:40"],
        body: `Hi Ingrid,

of course I remember: you warned me about the coffee, rightly.

Short answers: yes, the NW-T4 sensors are wireless and run about five years on a battery at -25 °C. They report every ten minutes and keep 30 days of readings inside if the gateway is away. One gateway is enough for a hall of up to 2,500 square metres.

For a pilot I suggest 24 sensors and one gateway for six weeks. That is EUR 1,900, and we take it off the invoice if you order afterwards. Would a call on Thursday suit you? Ben, our engineer, can look at your floor plan beforehand.`,
      },
      {
        from: "ingrid",
        when: [117, "08:22"],
        body: `Thursday at 10 is fine. I will bring Lars from IT, he has questions about the network.

The hall is called Hall B, 38 x 52 metres, racks up to 9 metres. Steel, naturally.`,
        cc: ["lars"],
      },
      {
        from: "ada",
        to: ["ingrid"],
        cc: ["lars", "ben"],
        when: [117, "09:05"],
        body: `Perfect, the invitation is on its way. Ben joins too.

Steel is fine as long as the gateway hangs above rack height. Lars, the gateway needs outgoing port 8883 only and can use LTE if you prefer to keep it off your network.`,
      },
    ],
  },
  {
    subject: "Pilot results and next steps",
    mails: [
      {
        from: "ada",
        to: ["ingrid"],
        cc: ["ben"],
        when: [74, "11:10"],
        attach: ["fjordlinePilot"],
        body: `Hi Ingrid,

six weeks are over, so here is the report. In short:

- 24 sensors, 145,000 readings, 99.96 % delivered
- average 1.8 °C in Hall B
- three door events above 4 °C, all between 05:30 and 06:15 when the trucks load

The third point may be worth more than the paperwork: a strip curtain at gate 2 would probably pay for itself within a year.

Shall we talk about the other halls?`,
      },
      {
        from: "ingrid",
        when: [72, "15:47"],
        body: `Hi Ada, Ben,

this is very good. The morning shift did not believe it until I showed them the curve. The curtain is ordered.

The board meets next week. I will ask for both Bergen halls now and Ålesund next year. Please send me prices for 60 sensors and 4 gateways, three years, with the export to our ERP (we are on IFS).`,
      },
      {
        from: "ada",
        when: [71, "10:02"],
        cc: ["ben"],
        body: `Congratulations on the curtain! Numbers for the board:

- 60 x NW-T4: EUR 6.90 per sensor and month
- 4 x gateway LTE: EUR 29 per month each
- IFS export: EUR 1,200 once, includes two days with Ben

At 36 months that makes EUR 530 a month all in, and the pilot fee is credited on the first invoice.`,
      },
      {
        from: "ingrid",
        when: [63, "14:30"],
        attach: ["fjordlineOrder"],
        labels: ["STARRED"],
        body: `Approved! Purchase order attached. Please confirm delivery within four weeks: after that our high season starts and nobody has time to mount anything.`,
      },
      {
        from: "ada",
        cc: ["ben", "clara"],
        when: [63, "15:05"],
        body: `Wonderful news, thank you. PO 88213 is confirmed: hardware ships in two weeks, Ben comes to Bergen for the installation, and we will be done well before your season starts.

Welcome aboard, officially.`,
      },
    ],
  },
  {
    subject: "Ålesund: same again?",
    mails: [
      {
        from: "ingrid",
        to: ["ada"],
        when: { minutesAgo: 95 },
        labels: ["UNREAD", "IMPORTANT"],
        body: `Hi Ada,

Bergen runs so well that my boss asks why Ålesund has to wait until next year. So: could we add Ålesund next quarter? About 40 sensors, 2 gateways, same contract.

One thing that matters: the Ålesund hall is a rented building and we may not drill. Do the sensors also come with magnets?

And can we talk today after the weekly call? I have fifteen minutes.`,
      },
    ],
  },
];
