/** What colleagues write to each other: forecasts, favours, cake. */
import type { Conversation } from "../conversation.ts";

export const internal: readonly Conversation[] = [
  {
    subject: "Forecast for the quarter, by Friday please",
    mails: [
      {
        from: "clara",
        to: ["ada", "ben"],
        when: [36, "09:00"],
        body: `Hi both,

the board wants the forecast by Friday. Please go through your deals and be honest about dates: a deal that slips is fine, a deal that slips for the third time is not a deal.`,
      },
      {
        from: "ada",
        when: [34, "17:20"],
        attach: ["forecast"],
        body: `Here you are. Great Lakes is in if legal behaves, Lindenthal will decide at their shareholders' meeting, Sahyadri is a coin toss between us and one other.`,
      },
      {
        from: "clara",
        when: [33, "08:40"],
        sign: false,
        body: `Danke! What would turn the coin for Sahyadri?`,
      },
      {
        from: "ada",
        when: [33, "08:52"],
        sign: false,
        body: `Marathi text messages in eight weeks instead of "on the roadmap". I have told them eight weeks, so please do not let anyone move that ticket.`,
      },
    ],
  },
  {
    subject: "Great Lakes: liability cap",
    mails: [
      {
        from: "ada",
        to: ["clara"],
        when: [29, "10:12"],
        body: `Clara, their counsel asks for USD 2 m, says she can live with 1 m. Our policy covers 500 k without asking. Can you call the insurer? It is the last real obstacle.`,
      },
      {
        from: "clara",
        when: [29, "10:40"],
        sign: false,
        body: `Calling them this afternoon. Do not promise anything above 500 before I am back.`,
      },
      {
        from: "clara",
        to: ["ada"],
        when: [8, "16:05"],
        body: `They agree to 1 m in aggregate if alerts go to two numbers. It costs us 1,900 a year, which I would rather pay than lose this one. Go ahead.`,
      },
    ],
  },
  {
    subject: "Kitchen: who owns the oysters?",
    mails: [
      {
        from: "ben",
        to: ["ada", "clara"],
        when: [75, "12:30"],
        body: `There is a polystyrene box with 48 oysters at the London office, "with thanks for the vinegar". They are at 6.1 °C, I put a sensor in. Who do I have to share them with?`,
      },
      {
        from: "ada",
        when: [75, "12:34"],
        sign: false,
        body: `I am on the next plane.`,
      },
    ],
  },
  {
    subject: "Bergen installation: notes from site",
    mails: [
      {
        from: "ben",
        to: ["ada"],
        when: [45, "19:05"],
        body: `All 60 sensors are up, gateways above rack height, first export to IFS ran at 17:40. Two things for your next call with Ingrid:

- Gate 2 has its curtain and the morning peak is gone, send her the curve
- Lars wants single sign-on, I said we quote it separately`,
      },
      {
        from: "ada",
        when: [44, "08:15"],
        sign: false,
        body: `You are a star. The curve goes out today.`,
      },
    ],
  },
  {
    subject: "Handover while I am away",
    mails: [
      {
        from: "ada",
        to: ["ben"],
        cc: ["clara"],
        when: [1, "15:30"],
        body: `Hi Ben,

next week I am off on Thursday and Friday. Could you keep an eye on these?

- Great Lakes: if Tom signs, tell Clara at once
- Lindenthal: final offer goes out on Wednesday, nothing to do unless Frau Vogel calls
- Chloe in Vancouver needs five minutes about switching the sensors on (hold the magnet to the logo)`,
      },
      {
        from: "ben",
        when: [1, "16:02"],
        sign: false,
        body: `Sure. The magnet thing really should be printed on the box.`,
      },
    ],
  },
];
