/** The files that hang on seeded mails: small, but each is a real file of its kind. */
import { drawPng } from "./file-formats/png.ts";
import { writePdf } from "./file-formats/pdf.ts";
import { writeXlsx } from "./file-formats/xlsx.ts";

export interface AttachmentFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

const PDF = "application/pdf";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const makers = {
  fjordlinePilot: () =>
    pdf("Pilot report Bergen.pdf", [
      "Pilot report: Bergen cold store",
      "24 sensors, 6 weeks",
      "3 door events above 4 C",
      "Average 1.8 C, 99.96 % of readings delivered",
    ]),
  fjordlineOrder: () =>
    pdf("PO 88213 Fjordline.pdf", [
      "Purchase order 88213",
      "60 x NW-T4 sensor",
      "4 x gateway LTE",
      "Delivery: Skuteviksboder 12, Bergen",
    ]),
  greatLakesQuote: () =>
    pdf("Quote NW-2214 Great Lakes Dairy.pdf", [
      "Quote NW-2214",
      "140 reefer units, 36 months",
      "USD 11.40 per unit and month",
      "Valid 30 days",
    ]),
  greatLakesRedline: () =>
    pdf("MSA Great Lakes redline v3.pdf", [
      "Master services agreement, redline v3",
      "Section 9: limitation of liability",
      "Section 12: data location",
    ]),
  lindenthalAngebot: () =>
    pdf("Angebot 2026-117 Brauhaus Lindenthal.pdf", [
      "Angebot 2026-117",
      "12 Messpunkte Lagerkeller",
      "3 Messpunkte Auslieferung",
      "Laufzeit 24 Monate",
    ]),
  gdpProtokoll: () =>
    xlsx("Temperaturprotokoll_Tor3.xlsx", [
      ["Zeit", "Sensor", "Grad C"],
      ["06:00", "T3-01", 4.9],
      ["06:10", "T3-01", 6.2],
      ["06:20", "T3-01", 8.4],
      ["06:30", "T3-01", 5.1],
    ]),
  vercorsDevis: () =>
    pdf("Devis Fromageries du Vercors.pdf", [
      "Devis 2026-41",
      "18 caves d'affinage",
      "Sondes temperature et humidite",
    ]),
  hokkaiMitsumori: () =>
    pdf("御見積書_北海冷蔵.pdf", [
      "Quotation NW-2231",
      "Hokkai Reizo, Sapporo depot",
      "48 sensors, 2 gateways",
    ]),
  galilRoutes: () => png("routes-haifa.png", 96, 64),
  oysterLog: () =>
    xlsx("depuration-tanks-week.xlsx", [
      ["Tank", "Mon", "Tue", "Wed"],
      ["A", 8.1, 8.0, 8.3],
      ["B", 8.4, 8.2, 8.2],
    ]),
  balticPlan: () => png("plan-hali-4.png", 128, 96),
  sahyadriTender: () =>
    xlsx("RFP-2026-09 compliance matrix.xlsx", [
      ["Clause", "Requirement", "Compliant"],
      ["4.2", "WHO PQS E006 logger", "yes"],
      ["4.7", "Data stored in India", "to be discussed"],
      ["5.1", "Calibration ISO 17025", "yes"],
    ]),
  sahyadriCertificate: () =>
    pdf("ISO 17025 calibration certificate.pdf", [
      "Calibration certificate",
      "Sensor NW-T4, 2 C to 8 C",
      "Uncertainty 0.15 K",
    ]),
  kestrelFleet: () =>
    xlsx("fleet list reefers.xlsx", [
      ["Reg", "Trailer", "Depot"],
      ["YJ21 KXA", "Schmitz 13.6", "Leeds"],
      ["YK70 LDU", "Gray & Adams", "Hull"],
    ]),
  kestrelInvoice: () =>
    pdf("Invoice NW-10877.pdf", [
      "Invoice NW-10877",
      "Kestrel Transport Ltd",
      "38 trailers, October",
      "GBP 2,546.00",
    ]),
  bloomPhoto: () => png("roses-after-transit.png", 120, 80),
  forecast: () =>
    xlsx("Forecast Q1.xlsx", [
      ["Account", "Stage", "EUR"],
      ["Great Lakes Dairy", "negotiation", 57456],
      ["Brauhaus Lindenthal", "proposal", 9720],
      ["Sahyadri Vaccines", "proposal", 43200],
    ]),
} satisfies Record<string, () => AttachmentFile>;

export type AttachmentName = keyof typeof makers;

export function attachmentFile(name: AttachmentName): AttachmentFile {
  return makers[name]();
}

function pdf(filename: string, lines: readonly string[]): AttachmentFile {
  return { filename, contentType: PDF, content: writePdf(lines) };
}

function xlsx(filename: string, rows: readonly (readonly (string | number)[])[]): AttachmentFile {
  return { filename, contentType: XLSX, content: writeXlsx(rows) };
}

function png(filename: string, width: number, height: number): AttachmentFile {
  return { filename, contentType: "image/png", content: drawPng(width, height) };
}
