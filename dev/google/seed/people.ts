/** Who writes in the seeded world: three colleagues at Northwind, which sells cold-chain monitoring, and their customers. */

export type MailClient = "gmail" | "outlook" | "apple" | "plain";
export type Language = "en" | "de" | "fr" | "ja" | "he" | "es" | "pl" | "pt";

export interface Correspondent {
  readonly name: string;
  readonly email: string;
  readonly client: MailClient;
  readonly language: Language;
  readonly timeZone: string;
  readonly signature: readonly string[];
  /** How the signature is laid out in HTML. */
  readonly layout: "lines" | "table" | "bar";
}

/** What the CRM of the demo is to know of a customer. */
export interface SeedPerson {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly title: string;
  readonly phone: string;
  readonly address: string;
  readonly kind: "lead" | "client";
  readonly stage: "new" | "contacted" | "qualified" | "proposal" | "negotiation" | "won";
  /** The colleague who looks after this customer. */
  readonly ownerEmail: string;
}

const ADA = "ada@northwind.example";
const BEN = "ben@northwind.example";

const adaSignature = [
  "Ada Lindqvist",
  "Account Executive | Northwind Cold Chain GmbH",
  "+49 30 23125 118 | northwind.example",
];

export const correspondents = {
  ada: {
    name: "Ada Lindqvist",
    email: ADA,
    client: "gmail",
    language: "en",
    timeZone: "Europe/Berlin",
    layout: "lines",
    signature: adaSignature,
  },
  adaAlias: {
    name: "Ada Lindqvist",
    email: "ada.lindqvist@northwind.example",
    client: "gmail",
    language: "de",
    timeZone: "Europe/Berlin",
    layout: "lines",
    signature: adaSignature,
  },
  ben: {
    name: "Ben Okafor",
    email: BEN,
    client: "gmail",
    language: "en",
    timeZone: "Europe/London",
    layout: "lines",
    signature: ["Ben Okafor", "Solutions Engineer, Northwind Cold Chain", "+44 20 7946 0871"],
  },
  clara: {
    name: "Clara Weiss",
    email: "clara@northwind.example",
    client: "gmail",
    language: "de",
    timeZone: "Europe/Berlin",
    layout: "lines",
    signature: ["Clara Weiss", "Head of Sales, Northwind Cold Chain GmbH", "+49 30 23125 101"],
  },
  ingrid: {
    name: "Ingrid Haugen",
    email: "ingrid.haugen@fjordline.example",
    client: "outlook",
    language: "en",
    timeZone: "Europe/Oslo",
    layout: "table",
    signature: [
      "Ingrid Haugen",
      "Head of Operations",
      "Fjordline Seafood AS",
      "Skuteviksboder 12, 5035 Bergen, Norway",
      "Mobile: +47 916 00 142",
      "www.fjordline.example",
    ],
  },
  lars: {
    name: "Lars Nygård",
    email: "lars.nygard@fjordline.example",
    client: "outlook",
    language: "en",
    timeZone: "Europe/Oslo",
    layout: "bar",
    signature: ["Lars Nygård", "IT Manager", "Fjordline Seafood AS", "+47 916 00 177"],
  },
  tom: {
    name: "Tom Abernathy",
    email: "tabernathy@greatlakesdairy.example",
    client: "gmail",
    language: "en",
    timeZone: "America/Chicago",
    layout: "bar",
    signature: ["Tom Abernathy", "VP Supply Chain", "Great Lakes Dairy Co.", "608-555-0142"],
  },
  maria: {
    name: "Maria Kowalski",
    email: "mkowalski@greatlakesdairy.example",
    client: "outlook",
    language: "en",
    timeZone: "America/Chicago",
    layout: "lines",
    signature: ["Maria Kowalski", "Senior Counsel", "Great Lakes Dairy Co.", "Office: (608) 555-0163"],
  },
  petra: {
    name: "Petra Vogel",
    email: "p.vogel@brauhaus-lindenthal.example",
    client: "outlook",
    language: "de",
    timeZone: "Europe/Berlin",
    layout: "lines",
    signature: [
      "Petra Vogel",
      "Leiterin Einkauf",
      "Brauhaus Lindenthal GmbH",
      "Sudhausgasse 4, 80331 München",
      "Tel.: +49 89 99998 412",
      "Geschäftsführer: Alois Lindenthal · HRB 118822, AG München",
    ],
  },
  kraemer: {
    name: "Dr. Jürgen Krämer",
    email: "j.kraemer@kraemer-pharmalog.example",
    client: "plain",
    language: "de",
    timeZone: "Europe/Berlin",
    layout: "lines",
    signature: [
      "Dr. Jürgen Krämer",
      "Geschäftsführender Gesellschafter",
      "Krämer Pharma-Logistik GmbH & Co. KG",
      "Hafenstraße 77, 60327 Frankfurt am Main",
      "Telefon 069 90009 230, Fax -239",
    ],
  },
  helene: {
    name: "Hélène Marchetti",
    email: "h.marchetti@fromageries-vercors.example",
    client: "outlook",
    language: "fr",
    timeZone: "Europe/Paris",
    layout: "table",
    signature: [
      "Hélène Marchetti",
      "Directrice logistique",
      "Fromageries du Vercors SA",
      "14 chemin des Alpages, 38250 Villard-de-Lans",
      "Tél. : +33 1 99 00 27 41",
    ],
  },
  yumiko: {
    name: "田中 由美子",
    email: "tanaka@hokkai-reizo.example",
    client: "plain",
    language: "ja",
    timeZone: "Asia/Tokyo",
    layout: "lines",
    signature: [
      "北海冷蔵株式会社",
      "調達部 課長",
      "田中 由美子 (Yumiko Tanaka)",
      "〒060-0001 札幌市中央区北一条西5-2",
      "TEL: 011-555-0138",
    ],
  },
  noa: {
    name: "נועה בן-דוד",
    email: "noa@galilfresh.example",
    client: "gmail",
    language: "he",
    timeZone: "Asia/Jerusalem",
    layout: "lines",
    signature: [
      "נועה בן-דוד | Noa Ben-David",
      "סמנכ״לית תפעול, גליל פרש בע״מ",
      "COO, Galil Fresh Ltd.",
      "+972 4 555 0119",
    ],
  },
  rosa: {
    name: "Rosa Delgado Ruiz",
    email: "rosa.delgado@mercadosdelsur.example",
    client: "outlook",
    language: "es",
    timeZone: "Europe/Madrid",
    layout: "table",
    signature: [
      "Rosa Delgado Ruiz",
      "Responsable de Compras / Purchasing Manager",
      "Mercados del Sur, S.L.",
      "Calle Betis 88, 41010 Sevilla",
      "Tlf. +34 955 550 164",
    ],
  },
  siobhan: {
    name: "Siobhán Kearney",
    email: "siobhan@atlanticoyster.example",
    client: "plain",
    language: "en",
    timeZone: "Europe/Dublin",
    layout: "lines",
    signature: [
      "Siobhán Kearney, Quality Manager",
      "Atlantic Oyster Company, Clarinbridge, Co. Galway",
      "087 555 0126",
    ],
  },
  marek: {
    name: "Marek Zieliński",
    email: "m.zielinski@chlodnia-baltyk.example",
    client: "outlook",
    language: "pl",
    timeZone: "Europe/Warsaw",
    layout: "lines",
    signature: [
      "Pozdrawiam / Best regards",
      "Marek Zieliński",
      "Dyrektor ds. logistyki | Director of Logistics",
      "Chłodnia Bałtyk Sp. z o.o., ul. Portowa 9, 80-555 Gdańsk",
      "tel. +48 58 555 01 73",
    ],
  },
  priya: {
    name: "Priya Raghunathan",
    email: "priya.raghunathan@sahyadrivaccines.example",
    client: "gmail",
    language: "en",
    timeZone: "Asia/Kolkata",
    layout: "table",
    signature: [
      "Priya Raghunathan",
      "Director – Procurement & Cold Chain",
      "Sahyadri Vaccines Pvt. Ltd.",
      "Survey No. 41, Hinjawadi Phase II, Pune 411057",
      "M: +91 20 5550 0155",
    ],
  },
  daniel: {
    name: "Daniel Osei",
    email: "daniel.osei@kestreltransport.example",
    client: "apple",
    language: "en",
    timeZone: "Europe/London",
    layout: "bar",
    signature: ["Daniel Osei", "Fleet Manager", "Kestrel Transport Ltd", "0113 496 0184"],
  },
  chloe: {
    name: "Chloe Whitfield",
    email: "chloe@harbourandpine.example",
    client: "apple",
    language: "en",
    timeZone: "America/Vancouver",
    layout: "lines",
    signature: ["Chloe Whitfield", "Founding Partner", "Harbour & Pine Catering", "604-555-0187"],
  },
  lucas: {
    name: "Lucas Almeida",
    email: "lucas.almeida@frutasdovale.example",
    client: "gmail",
    language: "pt",
    timeZone: "America/Recife",
    layout: "lines",
    signature: [
      "Lucas Almeida",
      "Engenheiro de Qualidade | Quality Engineer",
      "Frutas do Vale Exportação Ltda.",
      "Petrolina – PE, Brasil",
      "+55 87 5550-0148",
    ],
  },
  anneke: {
    name: "Anneke de Wit",
    email: "a.dewit@bloemenhal-west.example",
    client: "outlook",
    language: "en",
    timeZone: "Europe/Amsterdam",
    layout: "bar",
    signature: ["Anneke de Wit", "Manager Cold Logistics", "Bloemenhal West B.V.", "+31 85 555 0132"],
  },
} as const satisfies Record<string, Correspondent>;

export type CorrespondentKey = keyof typeof correspondents;

/** Lucas and Anneke are not here: they write in for the first time and nobody knows them yet. */
export const people: readonly SeedPerson[] = [
  customer("ingrid", {
    company: "Fjordline Seafood AS",
    title: "Head of Operations",
    phone: "+47 916 00 142",
    address: "Skuteviksboder 12, 5035 Bergen, Norway",
    kind: "client",
    stage: "won",
  }),
  customer("tom", {
    company: "Great Lakes Dairy Co.",
    title: "VP Supply Chain",
    phone: "+1 608-555-0142",
    address: "2200 Creamery Road, Madison, WI 53704, USA",
    kind: "lead",
    stage: "negotiation",
  }),
  customer("petra", {
    company: "Brauhaus Lindenthal GmbH",
    title: "Leiterin Einkauf",
    phone: "+49 89 99998 412",
    address: "Sudhausgasse 4, 80331 München, Germany",
    kind: "lead",
    stage: "proposal",
  }),
  customer("kraemer", {
    company: "Krämer Pharma-Logistik GmbH & Co. KG",
    title: "Geschäftsführender Gesellschafter",
    phone: "+49 69 90009 230",
    address: "Hafenstraße 77, 60327 Frankfurt am Main, Germany",
    kind: "client",
    stage: "won",
  }),
  customer("helene", {
    company: "Fromageries du Vercors SA",
    title: "Directrice logistique",
    phone: "+33 1 99 00 27 41",
    address: "14 chemin des Alpages, 38250 Villard-de-Lans, France",
    kind: "client",
    stage: "won",
  }),
  customer("yumiko", {
    company: "北海冷蔵株式会社",
    title: "調達部 課長",
    phone: "+81 11-555-0138",
    address: "〒060-0001 札幌市中央区北一条西5-2, Japan",
    kind: "lead",
    stage: "qualified",
  }),
  customer("noa", {
    company: "Galil Fresh Ltd.",
    title: "COO",
    phone: "+972 4 555 0119",
    address: "7 HaNamal Street, Haifa, Israel",
    kind: "lead",
    stage: "contacted",
  }),
  customer(
    "rosa",
    {
      company: "Mercados del Sur, S.L.",
      title: "Purchasing Manager",
      phone: "+34 955 550 164",
      address: "Calle Betis 88, 41010 Sevilla, Spain",
      kind: "lead",
      stage: "contacted",
    },
    BEN,
  ),
  customer("siobhan", {
    company: "Atlantic Oyster Company",
    title: "Quality Manager",
    phone: "+353 87 555 0126",
    address: "Clarinbridge, Co. Galway, Ireland",
    kind: "client",
    stage: "won",
  }),
  customer("marek", {
    company: "Chłodnia Bałtyk Sp. z o.o.",
    title: "Director of Logistics",
    phone: "+48 58 555 01 73",
    address: "ul. Portowa 9, 80-555 Gdańsk, Poland",
    kind: "lead",
    stage: "qualified",
  }),
  customer("priya", {
    company: "Sahyadri Vaccines Pvt. Ltd.",
    title: "Director – Procurement & Cold Chain",
    phone: "+91 20 5550 0155",
    address: "Survey No. 41, Hinjawadi Phase II, Pune 411057, India",
    kind: "lead",
    stage: "proposal",
  }),
  customer(
    "daniel",
    {
      company: "Kestrel Transport Ltd",
      title: "Fleet Manager",
      phone: "+44 113 496 0184",
      address: "Unit 6, Cross Green Way, Leeds LS9 0SE, United Kingdom",
      kind: "client",
      stage: "won",
    },
    BEN,
  ),
  customer("chloe", {
    company: "Harbour & Pine Catering",
    title: "Founding Partner",
    phone: "+1 604-555-0187",
    address: "118 Powell Street, Vancouver, BC, Canada",
    kind: "lead",
    stage: "new",
  }),
];

type CustomerFacts = Omit<SeedPerson, "name" | "email" | "ownerEmail">;

function customer(key: CorrespondentKey, facts: CustomerFacts, ownerEmail: string = ADA): SeedPerson {
  const { name, email } = correspondents[key];
  return { name, email, ...facts, ownerEmail };
}
