/* A section of an application: kept in the browser as it is written, sent at once or when the network is back; documents too. */
import { shrink } from "./photos.js";
import "./questions.js";
import { flush, person, refresh, sign } from "./unsent.js";

const queue = self.SanadQueue;
const form = document.querySelector("[data-autosave]");
const saveSign = document.getElementById("save-sign");
const EVERY = 10_000;
const url = form?.getAttribute("action");
const control = (name) => form.elements.namedItem(name);
const words = (name) => saveSign.dataset[name] ?? "";

const tell = (state, text) => {
  saveSign.dataset.state = state;
  for (const drawing of saveSign.querySelectorAll("[data-for]")) drawing.hidden = drawing.dataset.for !== state;
  saveSign.querySelector("[data-text]").textContent = text;
};

// Questions that answers of other sections may call for: here from now on, folded away until they do.
for (const box of form ? document.querySelectorAll("template[data-later]") : []) box.replaceWith(box.content);
form?.dispatchEvent(new Event("fold"));

if (form && sign) {
  let written = false;   // typed since it was last put into the queue
  let going = false;     // the button was pressed: what comes of it decides where to

  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const put = async () => { await restored; written = false; await queue.putSection({ url, person, fields: fields() }); };
  const save = async () => { await put(); return flush(); };
  const touched = new Set();  // answered on this page: what was kept before never goes over it
  let later;
  form.addEventListener("input", (event) => {
    if (event.target !== form) touched.add(event.target.name);
    written = true;
    clearTimeout(later);
    later = setTimeout(() => { if (written) put(); }, 700);  // on the phone at once; to the server when the field is left
  });
  form.addEventListener("change", () => { clearTimeout(later); save(); });
  setInterval(() => { if (document.visibilityState === "visible") flush(); }, EVERY);
  addEventListener("pagehide", () => { if (written) put(); });
  addEventListener("beforeunload", (event) => { if (written && !queue.isKept()) event.preventDefault(); });

  const showErrors = (errors) => {
    for (const [code, sentence] of Object.entries(errors ?? {})) {
      const field = document.getElementById(`field-${code}`);
      const box = field?.querySelector(".field-errors");
      if (!box) continue;
      field.classList.toggle("field-bad", Boolean(sentence));
      box.replaceChildren(...(sentence ? [list(sentence)] : []));
    }
  };
  const list = (sentence) => {
    const row = document.createElement("ul");
    row.className = "errorlist";
    row.append(Object.assign(document.createElement("li"), { textContent: sentence }));
    return row;
  };

  queue.listen((news) => {
    if (news.type === "offline") { tell("kept", words("offline")); return; }
    if (!news.item || news.item.kind !== "section" || news.item.url !== url) return;
    if (news.body?.seen) control("seen").value = JSON.stringify({ ...JSON.parse(control("seen").value || "{}"), ...news.body.seen });
    if (news.body?.version) control("version").value = news.body.version;
    if (news.type === "sent") { showErrors(news.body.errors); tell("saved", words(news.body.is_closed ? "closed" : "saved").replace("{time}", news.body.at)); }
    if (news.type === "conflict") tell("failed", words("conflict"));
    if (news.type === "refused") tell("failed", news.body.sentence || words("refused"));
  });

  // --- the button
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (going) return;
    going = true;
    clearTimeout(later);
    let state;
    try { state = await save(); } finally { going = false; }
    const rows = (await queue.items(person)).filter((row) => row.kind === "section" && row.url === url);
    const wrong = form.querySelector(".field-bad");
    if (wrong) { wrong.scrollIntoView({ block: "center" }); wrong.querySelector("input, select, textarea")?.focus(); return; }
    if (rows.some((row) => row.state !== "waiting") || state === "signin") { sign.scrollIntoView({ block: "nearest" }); return; }
    location.assign(form.dataset.next);
  });

  // --- what waits, or was kept after the page was: back into the fields
  const fill = (rows) => {
    const given = new Map();
    for (const [name, value] of rows) given.set(name, [...(given.get(name) ?? []), String(value)]);
    for (const box of form.elements) {
      if (!box.name || box.name === "csrfmiddlewaretoken" || box.type === "file" || touched.has(box.name)) continue;
      const values = given.get(box.name) ?? [];
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else if (box.multiple) for (const option of box.options) option.selected = values.includes(option.value);
      else if (values.length) box.value = values[0];
    }
    form.dispatchEvent(new Event("fold"));
  };
  const elsewhere = async () => {
    const known = JSON.parse(form.dataset.known || "{}");
    const file = url.split("/sections/")[0];
    const rows = [...(await queue.all("latest")), ...(await queue.items(person))].filter((row) => row.person === person && row.fields && row.url !== url && row.url.startsWith(`${file}/sections/`));
    for (const row of rows) {
      const own = new Map();
      for (const [name, value] of row.fields) if (value !== "") own.set(name, [...(own.get(name) ?? []), value]);
      for (const [name, values] of own) known[name] = values.length > 1 ? values : { yes: true, no: false }[values[0]] ?? values[0];
    }
    form.dataset.known = JSON.stringify(known);
    form.dispatchEvent(new Event("fold"));
  };
  const restored = (async () => {
    const latest = (await queue.all("latest")).find((row) => row.url === url && row.person === person);
    if (latest && latest.version > Number(control("version").value)) {
      const version = latest.version;
      fill(latest.fields);
      control("seen").value = JSON.stringify({ ...JSON.parse(control("seen").value || "{}"), ...JSON.parse(latest.seen) });
      control("version").value = version;
    }
    const waiting = (await queue.items(person)).filter((row) => row.kind === "section" && row.url === url).at(-1);
    if (waiting) { fill(waiting.fields); tell("kept", words("offline")); }
  })().catch(() => {});  // what cannot be read again must not keep new words from being kept
  restored.then(elsewhere);
}

// --- documents: chosen, straightened and made smaller, kept, sent
const pending = async () => {
  for (const box of document.querySelectorAll("[data-pending]")) box.remove();
  for (const row of await queue.items(person)) {
    if (row.kind !== "upload") continue;
    const slot = document.getElementById(`slot-${row.slot}`);
    const pattern = document.getElementById("pending-file");
    if (!slot || !pattern || !row.url.startsWith(location.pathname.split("/sections/")[0])) continue;
    const line = pattern.content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = row.name;
    const button = line.querySelector("button");
    button.addEventListener("click", () => queue.drop(row.id));
    button.querySelector(".sr-only").textContent = row.name;
    slot.append(line);
  }
};
if (sign) {
  document.addEventListener("change", async (event) => {
    const upload = event.target.closest("[data-upload]");
    if (!upload || event.target.type !== "file" || !event.target.files.length) return;
    await shrink(event.target);
    const rest = [...new FormData(upload)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "file");
    const slot = upload.closest(".slot").id.replace("slot-", "");
    for (const file of event.target.files) {
      await queue.putUpload({ url: upload.getAttribute("action"), person, slot, fields: rest, file, name: file.name || "photo.jpg" });
    }
    upload.reset();
    await pending();
    flush();
  });
  queue.listen(async (news) => {
    if (news.item?.kind === "upload" && news.body?.slot && news.type !== "sending") {
      const there = document.getElementById(`slot-${news.item.slot}`);
      const fresh = new DOMParser().parseFromString(news.body.slot, "text/html").body.firstElementChild;
      if (there && fresh) { there.replaceWith(fresh); self.htmx?.process(fresh); refresh(); }
    }
    if (news.type !== "sending") await pending();
  });
  pending();
}
