/* A box that completes the name of a commune: combobox with a list, by the keyboard or by touch, told to screen readers. */

const WAIT = 180;

for (const box of document.querySelectorAll("[data-commune]")) equip(box);
document.addEventListener("htmx:load", (event) => {
  for (const box of event.target.querySelectorAll?.("[data-commune]") ?? []) equip(box);
});

function equip(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "1";
  const input = box.querySelector("input[type=text]");
  const facts = box.querySelector("[data-place]");
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "commune-list", hidden: true });
  const told = Object.assign(document.createElement("p"), { className: "sr-only" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.listLabel);
  told.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);
  input.after(list, told);

  let found = [], here = -1, waiting = 0, asked = 0;

  const close = () => { list.hidden = true; here = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const mark = (place) => {
    here = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === here)));
    const option = list.children[here];
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const commune = found[place];
    if (!commune) return;
    input.value = commune.label;
    close();
    told.textContent = `${commune.label}, ${commune.region}`;
    box.querySelector(".commune-offered")?.remove();
    show(commune.code);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = async (code) => {
    if (!facts) return;
    try {
      const answer = await fetch(`${box.dataset.url}${encodeURIComponent(code)}/`);
      facts.innerHTML = answer.ok ? await answer.text() : "";
    } catch { facts.replaceChildren(); }
  };
  const draw = () => {
    list.replaceChildren(...found.map((commune, number) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${number}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = Object.assign(document.createElement("bdi"), { className: "strong", textContent: commune.name });
      const other = Object.assign(document.createElement("bdi"), { className: "soft", textContent: commune.other });
      const where = Object.assign(document.createElement("span"), { className: "small soft", textContent: `${commune.province} · ${commune.region}` });
      option.append(name, " ", other, document.createElement("br"), where);
      return option;
    }));
    list.hidden = !found.length;
    here = -1;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    told.textContent = found.length ? box.dataset.found.replace("COUNT", found.length) : box.dataset.none;
  };
  const ask = async () => {
    const number = ++asked;
    try {
      const address = new URL(box.dataset.url, location.href);
      address.searchParams.set("q", input.value);
      if (box.dataset.areas) address.searchParams.set("in", box.dataset.areas);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || number !== asked || document.activeElement !== input) return;
      found = (await answer.json()).communes;
      draw();
    } catch { close(); /* without the network one types the name in full */ }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    facts?.replaceChildren();
    if (input.value.trim().length < 2) { found = []; close(); return; }
    waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) { if (found.length) draw(); else if (input.value.trim().length > 1) ask(); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((here + step + found.length + (here < 0 && step < 0 ? 1 : 0)) % found.length);
    } else if (event.key === "Enter" && open && here >= 0) {
      event.preventDefault();
      choose(here);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && open && here >= 0) choose(here);
  });
  // Before the box loses the focus: a click on the list must still find it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
  input.addEventListener("blur", () => { clearTimeout(waiting); asked += 1; close(); });
}
