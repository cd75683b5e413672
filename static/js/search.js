/* The search in the head of every staff page: a combobox. htmx brings the options; this moves among them. */

const input = document.getElementById("desk-search");
const list = document.getElementById("desk-search-list");

if (input && list) {
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const active = () => list.querySelector("[aria-selected=true]");

  const show = (open) => {
    const has = open && list.querySelector("[role=option]") !== null;
    list.hidden = !has;
    input.setAttribute("aria-expanded", String(has));
    if (!has) mark(null);
  };

  const mark = (option) => {
    active()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const open = (option, apart) => {
    if (!option) return;
    if (option.dataset.url && apart) window.open(option.dataset.url, "_blank", "noopener");
    else if (option.dataset.url) window.location.assign(option.dataset.url);
    else input.form.requestSubmit();
  };

  list.addEventListener("htmx:afterSwap", () => show(document.activeElement === input && input.value.trim() !== ""));
  input.addEventListener("focus", () => show(input.value.trim() !== ""));
  // Options of an earlier text must not be chosen for a later one.
  input.addEventListener("input", () => { mark(null); if (!input.value.trim()) { list.replaceChildren(); show(false); } });
  input.addEventListener("blur", () => show(false));

  input.addEventListener("keydown", (event) => {
    const all = options();
    const place = all.indexOf(active());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      if (list.hidden) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step;
      mark(next < 0 || next >= all.length ? null : all[next]);
    } else if (event.key === "Enter" && !list.hidden && place >= 0 && !event.isComposing) {
      event.preventDefault();
      open(all[place], event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });

  // The box keeps the focus, so that the list does not vanish under the finger.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => open(event.target.closest("[role=option]:not([aria-disabled])"), event.ctrlKey || event.metaKey));
}
