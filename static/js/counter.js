/* A screen of the counter: kept while it is typed; what needs the print waits for it. */
import "./questions.js";

const form = document.querySelector("[data-counter]");
const WAIT = 1500;

if (form) {
  const sign = form.querySelector("[data-save-sign]");
  let waiting = 0, going = false, again = false;

  const save = async () => {
    if (going) { again = true; return; }
    going = true;
    try {
      const data = new FormData(form);
      data.set("go", "save");
      const answer = await fetch(location.href, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) { form.elements.version.value = told.version; if (sign) sign.textContent = form.dataset.saved; }
      else if (sign) sign.textContent = told.refused ?? form.dataset.notSaved;
    } catch { if (sign) sign.textContent = form.dataset.notSaved; waiting = setTimeout(save, 10 * WAIT); }
    going = false;
    if (again) { again = false; save(); }
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(save, WAIT); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // The press of a button carries everything itself, with the version that the last saving gave.
  let held = null;
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    again = false;
    if (!going) return;
    event.preventDefault();
    held = event.submitter;
    const go = () => (going ? setTimeout(go, 50) : form.requestSubmit(held ?? undefined));
    go();
  });
}

// The paper opens beside this page; once it was asked for, the page shows what may follow.
for (const print of document.querySelectorAll("[data-prints]")) {
  print.addEventListener("submit", () => setTimeout(() => location.reload(), 2500));
}
