/** Great Lakes Dairy, a negotiation with a lawyer in it, and a caterer in Vancouver who answers from her phone. */
import type { Conversation } from "../conversation.ts";

export const northAmerica: readonly Conversation[] = [
  {
    subject: "Reefer monitoring for 140 units",
    mails: [
      {
        from: "tom",
        to: ["ada"],
        when: [104, "16:20"],
        body: `Ada,

Got your name from Walt at Prairie Foods. We run 140 reefer units out of Madison and Green Bay and lost two full loads of cultured butter in one summer. Insurance paid for one of them. I am not going through that again.

What I need: live temps, door open alerts, and a report the insurer accepts. What I do not need: another login for my dispatchers. Does it talk to Samsara?`,
      },
      {
        from: "ada",
        when: [103, "09:15"],
        cc: ["ben"],
        body: `Hi Tom,

say thanks to Walt from me, please. Two loads of butter hurts.

- Live temperatures: every 5 minutes while the engine runs, every 15 when parked
- Door alerts: text message or webhook within 60 seconds
- Samsara: yes, there is a connector, your dispatchers see our readings where they look today
- Insurance: our trip report is accepted by the three carriers we know of. Who is yours?

Ben (cc) set this up for a fleet in Leeds and can show it to you live. How is Tuesday, 9 am your time?`,
      },
      {
        from: "tom",
        when: [103, "15:02"],
        sign: false,
        body: `Tuesday 9 central works. Carrier is Badger Mutual. I'll bring my maintenance lead.`,
      },
      {
        from: "ben",
        to: ["tom"],
        cc: ["ada"],
        when: [99, "18:10"],
        body: `Hi Tom,

good talking to you and Earl. As promised, the answers to what I could not say on the call:

- The probe survives a 180 °F wash-down. Earl can send us one of his bulkheads and I will prove it.
- Thermo King and Carrier units are both fine, we read the return air sensor over the J1939 bus.
- Without cellular coverage the unit stores 45 days.

Shall I ship ten kits to Madison for a trial?`,
      },
      {
        from: "tom",
        cc: ["ada"],
        when: [98, "22:41"],
        body: `Ship them. Attn Earl Maddox, 2200 Creamery Road. If Earl likes them I will like them.`,
      },
    ],
  },
  {
    subject: "Quote NW-2214",
    mails: [
      {
        from: "ada",
        to: ["tom"],
        when: [46, "16:30"],
        attach: ["greatLakesQuote"],
        body: `Hi Tom,

Earl tells Ben the ten trial kits have not missed a reading in five weeks, including the night at 21 below. So here is the quote for all 140 units: USD 11.40 per unit and month over 36 months, installation by your own people with our training, no setup fee.

The quote is valid for 30 days. What would you need from us to get it past your CFO?`,
      },
      {
        from: "tom",
        when: [44, "20:15"],
        body: `Ada, price is in the ballpark but not on the plate. Competitor is at 9.90, admittedly without the wash-down rating. Two questions from finance:

1. Can we pay annually in advance for a discount?
2. What happens to units we sell off during the term? We rotate about 20 trailers a year.

Budget meeting is in three weeks.`,
      },
      {
        from: "ada",
        when: [43, "10:05"],
        cc: ["clara"],
        body: `Fair questions.

1. Annual payment in advance takes 6 % off, so USD 10.72.
2. Kits move with you. Take it off the old trailer, put it on the new one, tell us the new VIN. No fee.

At 10.72 the whole fleet is 18,009.60 a year. One lost load of butter was 41,000, if I remember right.`,
      },
      {
        from: "tom",
        when: [37, "17:48"],
        labels: ["STARRED"],
        body: `You remember right, unfortunately. CFO is on board at 10.72 with annual prepay. Please have your people send the paper to Maria Kowalski in legal, I am copying her. Maria, this is the one I told you about.`,
        cc: ["maria"],
      },
    ],
  },
  {
    subject: "Great Lakes Dairy / Northwind: master services agreement",
    mails: [
      {
        from: "maria",
        to: ["ada"],
        cc: ["tom"],
        when: [30, "21:12"],
        attach: ["greatLakesRedline"],
        body: `Ms. Lindqvist,

Attached please find our redline of your master services agreement. The principal open points are:

- Section 9, limitation of liability: we require a cap of no less than USD 2,000,000 for product loss caused by a missed alert.
- Section 12, data location: telemetry must be stored in the United States.
- Section 14, governing law: Wisconsin.

Please let me know whether a call would be efficient.`,
      },
      {
        from: "ada",
        cc: ["tom", "clara"],
        when: [28, "15:20"],
        body: `Dear Ms. Kowalski,

thank you for the clean redline. Sections 12 and 14 are fine as you wrote them: your tenant would run in our Ohio region.

On section 9 we can go to twelve months of fees without asking anyone and to USD 500,000 with our insurer's consent, which I have requested today. May I come back to you early next week?`,
      },
      {
        from: "maria",
        cc: ["tom"],
        when: [27, "19:55"],
        body: `Early next week is fine. For your planning, USD 1,000,000 is the lowest figure I can recommend to the business.`,
      },
      {
        from: "ada",
        to: ["maria"],
        cc: ["tom", "clara"],
        when: [6, "16:44"],
        body: `Dear Ms. Kowalski,

our insurer agrees to USD 1,000,000 per year in aggregate, provided that alerts go to at least two phone numbers on your side. I have put that into section 9.3 and think it protects both of us. Everything else is as in your redline.

If this works for you, the document is ready to sign.`,
      },
      {
        from: "tom",
        to: ["ada"],
        when: { minutesAgo: 1130 },
        labels: ["UNREAD", "IMPORTANT"],
        body: `Ada, Maria is happy with 9.3. One last thing before I sign: Earl wants the first 40 units live before the summer heat, so he needs kits four weeks after signature. Can you commit to that in writing? Then we have a deal.`,
      },
    ],
  },
  {
    subject: "Fridge trucks for weddings?",
    mails: [
      {
        from: "chloe",
        to: ["ada"],
        when: [21, "23:30"],
        body: `Hi! We cater about 60 weddings a season and rent two fridge trucks from May to October. A friend said you do temperature alerts. We are tiny, do you even work with someone like us?`,
      },
      {
        from: "ada",
        when: [20, "09:40"],
        body: `Hi Chloe,

we do, and nobody is too small to serve 120 guests warm oysters by accident.

For two rented trucks I would not sell you a contract at all: there is a travel kit, two battery sensors and a small LTE box in a case, CAD 49 a month, only in the months you use it. You put it in the truck in the morning and get a text if it goes over 5 °C.

When does your season start?`,
      },
      {
        from: "chloe",
        when: [20, "19:22"],
        sign: false,
        body: `Ok that is exactly what I need. First event is a tasting for 40 in about a month. Can I try one?

Sent from my iPhone`,
      },
      {
        from: "ada",
        when: [19, "08:55"],
        body: `Sure. What address should the case go to, and who should get the texts? Two numbers are better than one: you will be carrying a cake when it matters.`,
      },
      {
        from: "chloe",
        when: [12, "22:05"],
        sign: false,
        body: `Sorry, crazy week!! 118 Powell Street, Vancouver. Text me and Jonah, 604-555-0187 and 604-555-0190.

Sent from my iPhone`,
      },
      {
        from: "chloe",
        when: [3, "20:11"],
        labels: ["UNREAD"],
        quote: false,
        body: `Case arrived, it is adorable. How do I switch the sensors on? There is no button??`,
      },
    ],
  },
];
