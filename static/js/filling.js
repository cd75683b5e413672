/* A section of an application: saved as it is written, questions folded away, documents sent at once. */
import { shrink } from "./photos.js";
import "./questions.js";

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
