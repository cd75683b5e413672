/* The sign of what is not sent yet, on every page of a file that can be written; it also sets the service worker up.
   Needs queue.js (a plain script, shared with the worker) and the element [data-unsent] with whose words wait and its sentences. */

const queue = self.SanadQueue;
export const sign = document.querySelector("[data-unsent][data-person]:not([data-person=''])");
const RETRY = 20_000;

export async function flush() {
  await ready;
  const state = await queue.flush();
  if (state !== "idle" && state !== "signin" && worker?.sync) worker.sync.register("sanad-queue").catch(() => {});
  return state;
}
export const person = sign?.dataset.person;

let worker = null;
let signedOut = false;

async function begin() {
  const before = await queue.meta();
  if (before.person && before.person !== person) for (const row of await queue.all("latest")) await queue.remove("latest", row.url);
  await queue.setMeta("token", sign.dataset.token);
  await queue.setMeta("person", person);
}
const ready = sign ? begin() : Promise.resolve();

async function draw(sentence = "") {
  const rows = await queue.items(person);
  const part = (name) => sign.querySelector(`[data-part="${name}"]`);
  const count = (kind) => rows.filter((row) => row.kind === kind).length;
  const stuck = rows.find((row) => row.state === "conflict") ?? rows.find((row) => row.state === "refused");
  const show = (name, on) => { const box = part(name); if (box) box.hidden = !on; };
  show("answers", count("section")); show("documents", count("upload")); show("submit", count("submit"));
  for (const kind of ["section", "upload"]) { const box = sign.querySelector(`[data-count="${kind}"]`); if (box) box.textContent = count(kind); }
  show("waiting", rows.length && !stuck && !signedOut);
  show("signin", rows.length && signedOut);
  show("conflict", stuck?.state === "conflict" && !signedOut);
  show("refused", stuck?.state === "refused" && !signedOut);
  show("unkept", rows.length && !queue.isKept());
  if (stuck?.state === "refused") {
    part("sentence").textContent = stuck.sentence ?? "";
    const words = part("words");
    words.replaceChildren(...stuck.fields.filter(([name, value]) => value && !["seen", "version"].includes(name)).map(([, value]) => Object.assign(document.createElement("p"), { textContent: value, dir: "auto" })));
  }
  for (const button of sign.querySelectorAll("[data-act]")) button.dataset.item = stuck?.id ?? "";
  if (sentence) part("told").textContent = sentence;
  show("told", Boolean(part("told").textContent));
  const on = (rows.length && !("quiet" in sign.dataset)) || part("told").textContent;
  // Shown after a moment only: what goes at once needs no sign.
  clearTimeout(draw.later);
  if (!on) sign.hidden = true; else if (stuck || signedOut || sentence || !sign.hidden) sign.hidden = false; else draw.later = setTimeout(() => { sign.hidden = false; }, navigator.onLine ? 2500 : 0);
}

/* The server shows both answers side by side: the words go there as an ordinary form. */
async function choose(id) {
  const item = (await queue.items(person)).find((row) => row.id === id);
  if (!item) return;
  const form = Object.assign(document.createElement("form"), { method: "post", action: item.url, hidden: true });
  const add = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  for (const [name, value] of item.fields) add(name, value);
  add("resolves", item.key);
  add("csrfmiddlewaretoken", sign.dataset.token);
  document.body.append(form);
  form.submit();
}

async function hold(again = false) {
  if (!worker?.active) return;
  const assets = performance.getEntriesByType("resource").map((row) => new URL(row.name)).filter((address) => address.origin === location.origin && address.pathname.startsWith("/static/")).map((address) => address.href);
  const pages = again ? [location.pathname] : JSON.parse(sign.dataset.pages);
  worker.active.postMessage({ type: "keep", pages, assets, again });
}
export const refresh = () => hold(true);

if (sign) {
  queue.listen((news) => {
    if (news.type === "signin") signedOut = true;
    if (news.type === "sent") signedOut = false;
    const refused = news.type === "refused" && news.item.kind !== "section" ? news.body.sentence || sign.dataset.refused : "";
    if (news.type === "sent" && news.item.kind === "submit" && news.body.to) location.assign(news.body.to);
    if (news.type !== "sending") draw(refused || news.sentence);
  });
  sign.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    const id = Number(button.dataset.item);
    if (button.dataset.act === "choose") choose(id);
    if (button.dataset.act === "delete") queue.drop(id);
    if (button.dataset.act === "retry") flush();
  });
  addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") flush(); });
  setInterval(async () => { if (!signedOut && (await queue.items(person)).some((row) => row.state === "waiting")) flush(); }, RETRY);
  ready.then(async () => { await draw(); flush(); });
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(sign.dataset.worker, { updateViaCache: "none" }).then(() => navigator.serviceWorker.ready).then((found) => {
      worker = found;
      // After the page itself: holding the other pages ready is never what somebody waits for.
      setTimeout(() => hold(), 1500);
    }).catch(() => {});
  }
  for (const time of document.querySelectorAll("time[data-phone]")) {
    if (new Date(time.dateTime).getTimezoneOffset() === -60) continue;
    const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time.dateTime));
    time.after(Object.assign(document.createElement("span"), { className: "soft small", textContent: ` ${time.dataset.phone} ${words}` }));
  }
}

// The last button: kept first, then sent, in the order of what was written.
const send = document.querySelector("form[data-send]");
if (send && sign) {
  send.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (send.querySelector("input[required], input[name=agrees]")?.checked === false) { send.submit(); return; }
    for (const button of send.querySelectorAll("button")) { button.setAttribute("aria-busy", "true"); button.disabled = true; }
    const fields = [...new FormData(send)].filter(([name]) => name !== "csrfmiddlewaretoken");
    await ready;
    await queue.putSubmit({ url: location.pathname, person, fields });
    await flush();
    await draw();
    for (const button of send.querySelectorAll("button")) { button.removeAttribute("aria-busy"); button.disabled = false; }
  }, true);
}

// Where two answers stand side by side: the choice goes the same way as everything that is written.
const choice = document.querySelector("form[data-choose]");
if (choice && sign) {
  choice.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = [...new FormData(choice)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "resolves");
    await ready;
    await queue.putSection({ url: choice.getAttribute("action"), person, fields, resolves: choice.elements.resolves.value });
    await flush();
    location.assign(choice.getAttribute("action"));
  });
}
