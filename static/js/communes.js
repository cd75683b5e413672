/* Completes the name of a commune from what was typed so far. */

const language = document.documentElement.lang;
for (const input of document.querySelectorAll("[data-suggest=communes]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-names`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    if (input.value.length < 2) return;
    waiting = setTimeout(async () => {
      try {
        const answer = await fetch(`/${language}/communes/?q=${encodeURIComponent(input.value)}`, { headers: { Accept: "application/json" } });
        const { names } = await answer.json();
        list.replaceChildren(...names.map((name) => new Option(name, name)));
      } catch { /* without the network one types the name in full */ }
    }, 200);
  });
}
