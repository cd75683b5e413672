/* A section of an application: saved as it is written, questions folded away, documents sent at once. */
import { shrink } from "./photos.js";

const form = document.querySelector("[data-autosave]");
const EVERY = 10_000;

if (form) {
  let written = false;   // typed since the last saving
  let onItsWay = false;  // a saving is under way
  let leaving = null;    // the button that was pressed meanwhile

  form.addEventListener("input", () => { written = true; });
  form.addEventListener("htmx:beforeRequest", (event) => { if (event.target === form) { onItsWay = true; written = false; } });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    onItsWay = false;
    if (!event.detail.successful) { written = true; fail(); }
    if (leaving) { const button = leaving; leaving = null; form.requestSubmit(button === form ? undefined : button); }
  });
  setInterval(() => { if (written && !onItsWay && document.visibilityState === "visible") htmx.trigger(form, "autosave"); }, EVERY);
  addEventListener("online", () => { if (written) htmx.trigger(form, "autosave"); });

  // The page's own saving goes out after the one under way: both carry the number of the version they saw.
  addEventListener("submit", (event) => {
    if (event.target !== form) return;
    if (onItsWay) { event.preventDefault(); event.stopImmediatePropagation(); leaving = event.submitter ?? form; return; }
    written = false;
  }, true);
  // htmx would take the button's submit as its own trigger only if asked to; it is not: see hx-trigger.
  addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

  const fail = () => {
    const sign = document.getElementById("save-sign");
    if (!sign) return;
    sign.dataset.state = "failed";
    const words = document.querySelector("[data-not-saved]");
    if (words) sign.textContent = words.dataset.notSaved;
  };
  form.addEventListener("htmx:sendError", fail);

  // --- questions that others call for
  const value = (code) => {
    const fields = form.elements.namedItem(code);
    if (!fields) return undefined;
    const list = fields instanceof RadioNodeList ? [...fields] : [fields];
    if (list[0].type === "radio") { const on = list.find((box) => box.checked); return on ? normal(on.value) : undefined; }
    if (list[0].type === "checkbox") return list.length > 1 || list[0].value !== "on" ? list.filter((box) => box.checked).map((box) => box.value) : list[0].checked || undefined;
    if (list[0].multiple) return [...list[0].selectedOptions].map((option) => option.value);
    return list[0].value.trim() || undefined;
  };
  const normal = (text) => (text === "yes" ? true : text === "no" ? false : text);
  const filled = (answer) => answer !== undefined && answer !== "" && !(Array.isArray(answer) && !answer.length);
  const same = (answer, wanted) => answer === wanted || String(answer) === String(wanted);
  const holds = (condition) => {
    if (condition.all) return condition.all.every(holds);
    if (condition.any) return condition.any.some(holds);
    if (condition.not) return !holds(condition.not);
    const answer = value(condition.question);
    if ("filled" in condition && filled(answer) !== condition.filled) return false;
    if ("filled" in condition && !("equals" in condition)) return true;
    if (!filled(answer)) return false;
    const number = Number(String(answer).replace(/[\s\u202f\u00a0]/g, "").replace(",", "."));
    return (!("equals" in condition) || same(answer, condition.equals))
      && (!("in" in condition) || condition.in.some((wanted) => same(answer, wanted)))
      && (!("contains" in condition) || (Array.isArray(answer) && answer.includes(condition.contains)))
      && (!("at_least" in condition) || number >= condition.at_least)
      && (!("at_most" in condition) || number <= condition.at_most);
  };
  const fold = () => {
    for (const field of form.querySelectorAll("[data-shown-when]")) field.hidden = !holds(JSON.parse(field.dataset.shownWhen));
  };
  form.addEventListener("input", fold);
  fold();
}

// --- documents: chosen, made smaller, sent
document.addEventListener("change", async (event) => {
  const upload = event.target.closest("[data-upload]");
  if (!upload || event.target.type !== "file" || !event.target.files.length) return;
  await shrink(event.target);
  htmx.trigger(upload, "upload-ready");
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("progress");
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = (100 * event.detail.loaded) / event.detail.total;
});
// A refusal of the server (a file too large, a session over) is shown, not swallowed.
document.addEventListener("htmx:responseError", (event) => {
  const upload = event.target.closest?.("[data-upload]");
  if (upload) upload.submit();
});
