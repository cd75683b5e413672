/* The officers' house: the menu on small screens, "/" for the search, the menu of the person. */

const button = document.querySelector("[data-menu]");
const menu = document.getElementById("desk-menu");
if (button && menu) {
  button.addEventListener("click", () => {
    const open = menu.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector("a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open")) { menu.classList.remove("is-open"); button.setAttribute("aria-expanded", "false"); button.focus(); }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-slash], #searchbar");
  if (search) { event.preventDefault(); search.focus(); }
});

const person = document.querySelector(".user-menu");
if (person) document.addEventListener("click", (event) => { if (person.open && !person.contains(event.target)) person.open = false; });

// The box in the head of a selection column takes all rows with it.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all], thead input[type=checkbox]")) return;
  const table = event.target.closest("table");
  for (const box of table?.querySelectorAll("tbody input[type=checkbox]") ?? []) box.checked = event.target.checked;
});
