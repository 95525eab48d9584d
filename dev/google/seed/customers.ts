/** The customers of the seeded world as a CRM would hold them. */
import { correspondents } from "./people.ts";
import type { CorrespondentKey } from "./people.ts";

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

const ADA = correspondents.ada.email;
const BEN = correspondents.ben.email;

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
