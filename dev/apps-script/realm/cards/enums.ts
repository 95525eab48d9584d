/** The enums of CardService that add-ons in Gmail and Calendar use. Chat's and those in Developer Preview are left out. */
import { defineEnum } from "../define.ts";

export const BorderType = defineEnum("CardService.BorderType", ["NO_BORDER", "STROKE"]);
export const ComposedEmailType = defineEnum("CardService.ComposedEmailType", [
  "REPLY_AS_DRAFT",
  "STANDALONE_DRAFT",
]);
export const ContentType = defineEnum("CardService.ContentType", ["TEXT", "MUTABLE_HTML", "IMMUTABLE_HTML"]);
export const DisplayStyle = defineEnum("CardService.DisplayStyle", ["PEEK", "REPLACE"]);
export const GridItemLayout = defineEnum("CardService.GridItemLayout", ["TEXT_BELOW", "TEXT_ABOVE"]);
export const HorizontalAlignment = defineEnum("CardService.HorizontalAlignment", ["START", "CENTER", "END"]);
export const ImageCropType = defineEnum("CardService.ImageCropType", [
  "SQUARE",
  "CIRCLE",
  "RECTANGLE_CUSTOM",
  "RECTANGLE_4_3",
]);
export const ImageStyle = defineEnum("CardService.ImageStyle", ["SQUARE", "CIRCLE"]);
export const LoadIndicator = defineEnum("CardService.LoadIndicator", ["SPINNER", "NONE"]);
export const OnClose = defineEnum("CardService.OnClose", ["NOTHING", "RELOAD", "RELOAD_ADD_ON"]);
export const OpenAs = defineEnum("CardService.OpenAs", ["FULL_SIZE", "OVERLAY"]);
export const SelectionInputType = defineEnum("CardService.SelectionInputType", [
  "CHECK_BOX",
  "RADIO_BUTTON",
  "DROPDOWN",
  "SWITCH",
  "MULTI_SELECT",
]);
export const SwitchControlType = defineEnum("CardService.SwitchControlType", ["SWITCH", "CHECK_BOX"]);
export const TextButtonStyle = defineEnum("CardService.TextButtonStyle", [
  "OUTLINED",
  "FILLED",
  "FILLED_TONAL",
  "BORDERLESS",
]);
export const UpdateDraftBodyType = defineEnum("CardService.UpdateDraftBodyType", ["IN_PLACE_INSERT"]);
export const Icon = defineEnum("CardService.Icon", [
  "NONE",
  "AIRPLANE",
  "BOOKMARK",
  "BUS",
  "CAR",
  "CLOCK",
  "CONFIRMATION_NUMBER_ICON",
  "DOLLAR",
  "DESCRIPTION",
  "EMAIL",
  "EVENT_PERFORMER",
  "EVENT_SEAT",
  "FLIGHT_ARRIVAL",
  "FLIGHT_DEPARTURE",
  "HOTEL",
  "HOTEL_ROOM_TYPE",
  "INVITE",
  "MAP_PIN",
  "MEMBERSHIP",
  "MULTIPLE_PEOPLE",
  "OFFER",
  "PERSON",
  "PHONE",
  "RESTAURANT_ICON",
  "SHOPPING_CART",
  "STAR",
  "STORE",
  "TICKET",
  "TRAIN",
  "VIDEO_CAMERA",
  "VIDEO_PLAY",
]);
