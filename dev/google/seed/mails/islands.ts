/** Oysters in Galway, from a terminal mail program, and lorries in Leeds, which Ben looks after with Ada. */
import type { Conversation } from "../conversation.ts";

export const islands: readonly Conversation[] = [
  {
    subject: "depuration tanks - odd readings",
    mails: [
      {
        from: "siobhan",
        to: ["ada"],
        when: [77, "07:58"],
        attach: ["oysterLog"],
        body: `Morning Ada,

tank C reads half a degree above A and B since Sunday. Same water, same pump. Either the oysters in C are warmer-hearted or the probe is off. Log attached.`,
      },
      {
        from: "ada",
        cc: ["ben"],
        when: [77, "09:20"],
        body: `Morning Siobhán,

warm-hearted oysters would be a first. Ben thinks it is limescale on the probe, your water is hard. Could somebody dip it in vinegar for ten minutes and look again? If it still disagrees we send a new one.`,
      },
      {
        from: "siobhan",
        cc: ["ben"],
        when: [76, "08:15"],
        body: `Vinegar did it. 8.2, same as its neighbours. Put that in your manual, it's cheaper than a callout.`,
      },
      {
        from: "ben",
        to: ["siobhan"],
        cc: ["ada"],
        when: [76, "10:44"],
        sign: false,
        body: `It goes in today, with credit to Galway.`,
      },
    ],
  },
  {
    subject: "SFPA inspection - who signs the calibration?",
    mails: [
      {
        from: "siobhan",
        to: ["ada"],
        when: [35, "15:36"],
        body: `Ada,

the inspector was in. Very happy with the records, asked one thing I couldn't answer: who signs the calibration certificates, and are they traceable to a national standard?

She wants it in writing by Friday.`,
      },
      {
        from: "ada",
        when: [35, "16:10"],
        body: `Hi Siobhán,

they are signed by our laboratory in Berlin, which is accredited to ISO/IEC 17025 and traceable to PTB, the German national standard. Certificates for your 14 probes are in the portal under "Documents"; I will also mail you a letter for the inspector tomorrow.`,
      },
      {
        from: "siobhan",
        when: [34, "09:01"],
        sign: false,
        body: `That'll do nicely. Found them in the portal, I never look there.`,
      },
      {
        from: "siobhan",
        when: [2, "11:20"],
        quote: false,
        labels: ["UNREAD"],
        body: `Hello again,

signed off, no findings. We're building a second purification shed, eight tanks, water in ten weeks if the concrete gods are kind. What would eight more probes cost, and would you do a wee bit better than the list price for an old customer?`,
      },
    ],
  },
  {
    subject: "Roll-out plan: 38 trailers",
    mails: [
      {
        from: "daniel",
        to: ["ben"],
        cc: ["ada"],
        when: [110, "09:10"],
        attach: ["kestrelFleet"],
        body: `Ben, Ada,

fleet list attached as promised, 38 trailers over two depots. I can give you two bays in Leeds on weekends and one in Hull any day after four.

My only worry is the fitters. Last telematics lot drilled through a floor.`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [109, "11:26"],
        body: `Hi Daniel,

no drilling through floors: the kit clips to the bulkhead and the antenna goes through the existing gland. I will be there for the first six myself.

With two bays we do eight a weekend, so five weekends. Start the Saturday after next?`,
      },
      {
        from: "daniel",
        cc: ["ada"],
        when: [108, "17:40"],
        sign: false,
        body: `Saturday after next it is. Bacon rolls are on me.`,
      },
      {
        from: "ada",
        to: ["daniel", "ben"],
        when: [108, "18:02"],
        sign: false,
        body: `Noted in the contract as a condition precedent.`,
      },
      {
        from: "daniel",
        to: ["ben", "ada"],
        when: [66, "08:30"],
        quote: false,
        body: `All 38 done, not one hole in a floor. The night shift already uses the door alerts to find out who leaves them open. It's Gary.`,
      },
    ],
  },
  {
    subject: "Invoice NW-10877",
    mails: [
      {
        from: "ada",
        to: ["daniel"],
        cc: ["ben"],
        when: [42, "10:00"],
        attach: ["kestrelInvoice"],
        body: `Hi Daniel,

here is the monthly invoice for 38 trailers. You asked for a split by depot: Leeds is 26 trailers, Hull is 12.`,
      },
      {
        from: "daniel",
        when: [41, "12:33"],
        body: `Ta. Accounts want a PO number on it, use KT-4471 from now on. Can you reissue this one as well?`,
      },
      {
        from: "ada",
        when: [41, "14:11"],
        sign: false,
        body: `Reissued with KT-4471, you have it in the portal and by post.`,
      },
    ],
  },
  {
    subject: "Trailer 17 silent since Tuesday",
    mails: [
      {
        from: "daniel",
        to: ["ben"],
        cc: ["ada"],
        when: [5, "07:22"],
        body: `Ben, trailer 17 (YK70 LDU) has not reported since Tuesday night, last seen Hull docks. It has 22 tonnes of peas in it, I'd like to know how they are.`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [5, "07:51"],
        body: `On it. It still answers over the service channel, so the peas are at -19.4 °C and fine. Looks like the SIM fell off the roaming list when it went on the ferry. I have moved it to the second profile, give it an hour.`,
      },
      {
        from: "daniel",
        cc: ["ada"],
        when: [5, "09:05"],
        sign: false,
        body: `Back on the map, in Zeebrugge. Good lad. Does that mean every trailer that crosses has this?`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [4, "16:30"],
        body: `It would have. I changed the profile for all 38 last night, so the ferry is covered. I will write it up for your Monday meeting.`,
      },
    ],
  },
];
