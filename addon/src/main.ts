/**
 * The entry points: functions that the manifest or a card names. Each runs its handler inside the one error boundary,
 * which turns what went wrong into what the surface can show: a card for a trigger, a toast or a card for a click.
 */
import { addRule } from "./actions/add-rule.ts";
import { askDelete } from "./actions/ask-delete.ts";
import { askNever } from "./actions/ask-never.ts";
import { askUndo } from "./actions/ask-undo.ts";
import { back } from "./actions/back.ts";
import { chooseBackfill } from "./actions/choose-backfill.ts";
import { convertContact } from "./actions/convert-contact.ts";
import { createContact } from "./actions/create-contact.ts";
import { deleteContact } from "./actions/delete-contact.ts";
import { filterTimeline } from "./actions/filter-timeline.ts";
import { log } from "./actions/log.ts";
import { logTo } from "./actions/log-to.ts";
import { openActivity } from "./actions/open-activity.ts";
import { openBackfill } from "./actions/open-backfill.ts";
import { openContact } from "./actions/open-contact.ts";
import { openCreateForm } from "./actions/open-create-form.ts";
import { openEditForm } from "./actions/open-edit-form.ts";
import { openLogForm } from "./actions/open-log-form.ts";
import { openScore } from "./actions/open-score.ts";
import { emptySearch, openSearch } from "./actions/open-search.ts";
import { openTimeline } from "./actions/open-timeline.ts";
import { refresh } from "./actions/refresh.ts";
import { removeRule } from "./actions/remove-rule.ts";
import { saveContact } from "./actions/save-contact.ts";
import { saveNote } from "./actions/save-note.ts";
import { search } from "./actions/search.ts";
import { setOutcome } from "./actions/set-outcome.ts";
import { showEvent, showHome, showMessage } from "./actions/show-root.ts";
import { submitLogForm } from "./actions/submit-log-form.ts";
import { suggest } from "./actions/suggest.ts";
import { undo } from "./actions/undo.ts";
import type { Action, Suggester, Trigger } from "./answer.ts";
import { errorCard, failureText, takesWholeCard } from "./cards/error-card.ts";
import type { Failure } from "./failure.ts";
import { toFailure } from "./failure.ts";
import { toActionResponse, toCard, toSuggestions, toUniversalResponse } from "./platform/card-service.ts";
import { createRequest } from "./platform/create-request.ts";
import { logFailure } from "./platform/log-failure.ts";
import type { Language, Request } from "./request.ts";

export const onHomepage = (event: unknown) => show(event, showHome);
export const onMessageOpen = (event: unknown) => show(event, showMessage);
export const onEventOpen = (event: unknown) => show(event, showEvent);
export const onUniversalSearch = (event: unknown) => toUniversalResponse(cardFor(event, emptySearch));

export const onAddRule = (event: unknown) => act(event, addRule);
export const onAskDelete = (event: unknown) => act(event, askDelete);
export const onAskNever = (event: unknown) => act(event, askNever);
export const onAskUndo = (event: unknown) => act(event, askUndo);
export const onBack = (event: unknown) => act(event, back);
export const onChooseBackfill = (event: unknown) => act(event, chooseBackfill);
export const onConvertContact = (event: unknown) => act(event, convertContact);
export const onCreateContact = (event: unknown) => act(event, createContact);
export const onDeleteContact = (event: unknown) => act(event, deleteContact);
export const onFilterTimeline = (event: unknown) => act(event, filterTimeline);
export const onLog = (event: unknown) => act(event, log);
export const onLogTo = (event: unknown) => act(event, logTo);
export const onOpenActivity = (event: unknown) => act(event, openActivity);
export const onOpenBackfill = (event: unknown) => act(event, openBackfill);
export const onOpenContact = (event: unknown) => act(event, openContact);
export const onOpenCreateForm = (event: unknown) => act(event, openCreateForm);
export const onOpenEditForm = (event: unknown) => act(event, openEditForm);
export const onOpenLogForm = (event: unknown) => act(event, openLogForm);
export const onOpenScore = (event: unknown) => act(event, openScore);
export const onOpenSearch = (event: unknown) => act(event, openSearch);
export const onOpenTimeline = (event: unknown) => act(event, openTimeline);
export const onRefresh = (event: unknown) => act(event, refresh);
export const onRemoveRule = (event: unknown) => act(event, removeRule);
export const onSaveContact = (event: unknown) => act(event, saveContact);
export const onSaveNote = (event: unknown) => act(event, saveNote);
export const onSearch = (event: unknown) => act(event, search);
export const onSetOutcome = (event: unknown) => act(event, setOutcome);
export const onSubmitLogForm = (event: unknown) => act(event, submitLogForm);
export const onUndo = (event: unknown) => act(event, undo);

export const onSuggest = (event: unknown) => {
  // A suggestion that fails to come is no reason to disturb who types.
  const suggester: Suggester = suggest;
  return toSuggestions(guard<readonly string[]>(event, suggester, () => []));
};

function show(event: unknown, trigger: Trigger) {
  return [toCard(cardFor(event, trigger))];
}

function cardFor(event: unknown, trigger: Trigger) {
  return guard(event, trigger, errorCard);
}

function act(event: unknown, action: Action) {
  return toActionResponse(
    guard(event, action, (failure, language) =>
      takesWholeCard(failure)
        ? { steps: [{ push: errorCard(failure, language) }] }
        : { steps: [], notice: failureText(failure, language) },
    ),
  );
}

function guard<T>(
  event: unknown,
  handler: (request: Request) => T,
  recover: (failure: Failure, language: Language) => T,
): T {
  const request = createRequest(event);
  try {
    return handler(request);
  } catch (error) {
    const failure = toFailure(error);
    logFailure(failure);
    return recover(failure, request.language);
  }
}
