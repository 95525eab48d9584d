/**
 * The JSON that building cards yields: Google's public form `google.apps.card.v1`, as far as CardService can print it,
 * and what callbacks answer with. Fields that Google's form lacks, because only Apps Script has the thing, say so.
 * https://developers.google.com/workspace/add-ons/reference/rpc/google.apps.card.v1
 */

/** What a trigger or a callback handed back; null when it returned nothing. A list is what triggers return, one card becomes a list of one. */
export type ScriptResult =
  | readonly Card[]
  | ActionResponse
  | UniversalActionResponse
  | SuggestionsResponse
  | ComposeActionResponse
  | UpdateDraftActionResponse
  | CalendarEventActionResponse
  | null;

export interface Card {
  readonly name?: string;
  readonly header?: CardHeader;
  readonly sections?: readonly Section[];
  readonly cardActions?: readonly CardAction[];
  readonly fixedFooter?: FixedFooter;
  readonly displayStyle?: "PEEK" | "REPLACE";
  readonly peekCardHeader?: CardHeader;
}

export interface CardHeader {
  readonly title?: string;
  readonly subtitle?: string;
  readonly imageUrl?: string;
  readonly imageType?: "SQUARE" | "CIRCLE";
  readonly imageAltText?: string;
}

export interface Section {
  readonly header?: string;
  readonly collapsible?: boolean;
  readonly uncollapsibleWidgetsCount?: number;
  readonly widgets: readonly Widget[];
}

export interface CardAction {
  readonly actionLabel: string;
  readonly onClick: OnClick;
}

export interface FixedFooter {
  readonly primaryButton: Button;
  readonly secondaryButton?: Button;
}

/** Exactly one of the fields is present. */
export interface Widget {
  readonly textParagraph?: { readonly text: string };
  readonly decoratedText?: DecoratedText;
  readonly image?: Image;
  readonly divider?: Record<string, never>;
  readonly grid?: Grid;
  readonly buttonList?: { readonly buttons: readonly Button[] };
  readonly textInput?: TextInput;
  readonly selectionInput?: SelectionInput;
  readonly dateTimePicker?: DateTimePicker;
}

export interface DecoratedText {
  readonly topLabel?: string;
  /** May hold Google's small set of HTML tags. */
  readonly text: string;
  readonly bottomLabel?: string;
  readonly wrapText?: boolean;
  readonly startIcon?: Icon;
  readonly endIcon?: Icon;
  readonly button?: Button;
  readonly switchControl?: SwitchControl;
  readonly onClick?: OnClick;
}

export interface Icon {
  /** A name of CardService.Icon, such as `EMAIL`. */
  readonly knownIcon?: string;
  readonly iconUrl?: string;
  readonly materialIcon?: MaterialIcon;
  readonly altText?: string;
  readonly imageType?: "SQUARE" | "CIRCLE";
}

export interface MaterialIcon {
  readonly name: string;
  readonly fill?: boolean;
  readonly weight?: number;
  readonly grade?: number;
}

export interface SwitchControl {
  readonly name: string;
  readonly value?: string;
  readonly selected?: boolean;
  readonly controlType?: "SWITCH" | "CHECK_BOX";
  readonly onChangeAction?: Action;
}

export interface Image {
  readonly imageUrl: string;
  readonly altText?: string;
  readonly onClick?: OnClick;
}

export interface Grid {
  readonly title?: string;
  readonly columnCount?: number;
  readonly items: readonly GridItem[];
  readonly borderStyle?: BorderStyle;
  /** The item clicked on arrives as the parameter `grid_item_identifier`. */
  readonly onClick?: OnClick;
}

export interface GridItem {
  readonly id?: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly layout?: "TEXT_BELOW" | "TEXT_ABOVE";
  /** Not in Google's public form: only Apps Script aligns an item's text. */
  readonly textAlignment?: HorizontalAlignment;
  readonly image?: ImageComponent;
}

export type HorizontalAlignment = "START" | "CENTER" | "END";

export interface ImageComponent {
  readonly imageUri: string;
  readonly altText?: string;
  readonly cropStyle?: { readonly type?: string; readonly aspectRatio?: number };
  readonly borderStyle?: BorderStyle;
}

export interface BorderStyle {
  readonly type?: "NO_BORDER" | "STROKE";
  /** `#rrggbb`, as the script gave it. */
  readonly strokeColor?: string;
  readonly cornerRadius?: number;
}

/** A text button has `text`, an image button `icon`. */
export interface Button {
  readonly text?: string;
  readonly icon?: Icon;
  /** `#rrggbb`, as the script gave it. */
  readonly color?: string;
  readonly disabled?: boolean;
  readonly altText?: string;
  readonly type?: "OUTLINED" | "FILLED" | "FILLED_TONAL" | "BORDERLESS";
  readonly onClick: OnClick;
}

export interface TextInput {
  readonly name: string;
  readonly label?: string;
  readonly hintText?: string;
  readonly value?: string;
  readonly type?: "SINGLE_LINE" | "MULTIPLE_LINE";
  readonly initialSuggestions?: Suggestions;
  readonly autoCompleteAction?: Action;
  readonly onChangeAction?: Action;
  readonly validation?: {
    readonly characterLimit?: number;
    readonly inputType?: "TEXT" | "INTEGER" | "FLOAT" | "EMAIL";
  };
}

export interface Suggestions {
  readonly items: readonly { readonly text: string }[];
}

export interface SelectionInput {
  readonly name: string;
  readonly label?: string;
  readonly type: "CHECK_BOX" | "RADIO_BUTTON" | "DROPDOWN" | "SWITCH" | "MULTI_SELECT";
  readonly items: readonly SelectionItem[];
  readonly onChangeAction?: Action;
  readonly externalDataSource?: Action;
  readonly multiSelectMaxSelectedItems?: number;
  readonly multiSelectMinQueryLength?: number;
}

export interface SelectionItem {
  readonly text: string;
  readonly value: string;
  readonly selected: boolean;
  readonly startIconUri?: string;
  readonly bottomText?: string;
}

export interface DateTimePicker {
  readonly name: string;
  readonly label?: string;
  readonly type: "DATE_ONLY" | "TIME_ONLY" | "DATE_AND_TIME";
  /** Milliseconds since 1970 in decimal digits; a time picker's value is the time of day in UTC. */
  readonly valueMsEpoch?: string;
  /** Minutes east of UTC. */
  readonly timezoneOffsetDate?: number;
  readonly onChangeAction?: Action;
}

/** Exactly one of the fields is present. */
export interface OnClick {
  readonly action?: Action;
  readonly openLink?: OpenLink;
  /** The callback answers with a link to open. */
  readonly openDynamicLinkAction?: Action;
  /** Not in Google's public form: the callback answers with a draft to open in the compose window. */
  readonly composeAction?: {
    readonly action: Action;
    readonly composedEmailType: "REPLY_AS_DRAFT" | "STANDALONE_DRAFT";
  };
  /** Not in Google's public form: sends the user to a third party's consent page. */
  readonly authorizationAction?: { readonly authorizationUrl: string };
}

export interface Action {
  readonly function: string;
  readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  readonly loadIndicator?: "SPINNER" | "NONE";
  readonly persistValues?: boolean;
  readonly requiredWidgets?: readonly string[];
  readonly allWidgetsAreRequired?: boolean;
}

export interface OpenLink {
  readonly url: string;
  readonly openAs?: "FULL_SIZE" | "OVERLAY";
  readonly onClose?: "NOTHING" | "RELOAD" | "RELOAD_ADD_ON";
}

export interface ActionResponse {
  readonly renderActions: {
    readonly action: {
      readonly navigations?: readonly Navigation[];
      readonly notification?: { readonly text: string };
      readonly link?: OpenLink;
    };
  };
  readonly stateChanged?: boolean;
}

/** Exactly one of the fields is present. */
export interface Navigation {
  readonly pushCard?: Card;
  readonly updateCard?: Card;
  readonly pop?: true;
  readonly popToRoot?: true;
  /** The name given with setName. */
  readonly popToCard?: string;
}

/** Exactly one of the fields is present. */
export interface UniversalActionResponse {
  readonly universalAction: { readonly displayAddOnCards?: readonly Card[]; readonly openLink?: OpenLink };
}

export interface SuggestionsResponse {
  readonly autoComplete: Suggestions;
}

export interface ComposeActionResponse {
  readonly renderActions: {
    readonly hostAppAction: {
      readonly gmailAction: {
        readonly openCreatedDraftAction: { readonly draftId: string; readonly draftThreadId: string };
      };
    };
  };
}

export interface UpdateDraftActionResponse {
  readonly renderActions: {
    readonly hostAppAction: { readonly gmailAction: { readonly updateDraftAction: UpdateDraft } };
  };
}

export interface UpdateDraft {
  readonly updateBody?: {
    readonly type: "IN_PLACE_INSERT";
    readonly insertContents: readonly {
      readonly content: string;
      readonly contentType: "TEXT" | "MUTABLE_HTML" | "IMMUTABLE_HTML";
    }[];
  };
  readonly updateSubject?: { readonly subject: string };
  readonly updateToRecipients?: { readonly toRecipients: readonly string[] };
  readonly updateCcRecipients?: { readonly ccRecipients: readonly string[] };
  readonly updateBccRecipients?: { readonly bccRecipients: readonly string[] };
}

export interface CalendarEventActionResponse {
  readonly renderActions: {
    readonly hostAppAction: {
      readonly calendarAction: {
        readonly addAttendeesAction?: { readonly addAttendeeEmails: readonly string[] };
        readonly addAttachmentsAction?: {
          readonly addAttachments: readonly {
            readonly title: string;
            readonly fileUrl: string;
            readonly mimeType: string;
            readonly iconUrl: string;
          }[];
        };
      };
    };
  };
}
