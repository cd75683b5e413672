/* Small helps for every page; each works on an attribute and none is needed for the page to work. */

// data-once: the button of a form that must be sent once. The server refuses a second one too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.setAttribute("aria-busy", "true");
});
// A page taken back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-once][data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  const printer = event.target.closest("[data-print]");
  if (printer) print();
});

// data-submit-on-change: a choice that answers at once (the language, a filter).
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

// Signing out empties what the applicant's pages kept in this browser (see queue.js); nothing is kept without scripts.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.action?.endsWith?.("/logout/") || form.dataset.emptied || !("indexedDB" in self)) return;
  event.preventDefault();
  try {
    const { empty } = await import("./leaving.js");
    if (!(await empty(form))) return;
  } catch { /* leaving matters more */ }
  form.dataset.emptied = "1";
  form.submit();
});

// Errors are read first: the summary takes the focus.
document.querySelector("[data-focus]")?.focus();
