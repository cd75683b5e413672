/* What waits in this browser until the network takes it: answers of a section, photos and papers, the sending of a file.

   Everything that is written goes through here, online too: first kept (IndexedDB), then sent, then deleted. Each thing has a
   key that the server obeys once, or marks of the answers it was written upon; so it may be sent again after a lost answer.
   One sender at a time (a lock), in order. Used by pages and by the service worker. */
"use strict";

self.SanadQueue = (() => {
  const NEWS = "sanad-queue";
  const OTHERS_DAYS = 7;  // another person's unsent words on a shared phone go after this
  let memory = null;      // without a database of its own (some private windows) things wait in the page only
  let opening = null;

  const open = () => opening ??= new Promise((done, fail) => {
    const request = indexedDB.open("sanad", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("latest", { keyPath: "url" });
      request.result.createObjectStore("meta", { keyPath: "name" });
    };
    request.onsuccess = () => { request.result.onversionchange = () => { request.result.close(); opening = null; }; done(request.result); };
    request.onerror = () => fail(request.error);
  });
  const within = async (store, mode, work) => {
    const database = await open();
    return new Promise((done, fail) => {
      const step = database.transaction(store, mode);
      const request = work(step.objectStore(store));
      step.oncomplete = () => done(request?.result);
      step.onerror = step.onabort = () => fail(step.error);
    });
  };
  const inMemory = () => memory ??= { items: new Map(), latest: new Map(), meta: new Map(), next: 1 };
  const isKept = () => memory === null;
  const all = async (store) => {
    if (memory) return [...memory[store].values()];
    try { return await within(store, "readonly", (box) => box.getAll()); } catch { inMemory(); return []; }
  };
  const put = async (store, row) => {
    if (!memory) {
      // A photo that does not fit on the phone any more still goes from the page.
      try { const id = await within(store, "readwrite", (box) => box.put(row)); if (store === "items") row.id = id; return row; } catch { inMemory(); }
    }
    if (store === "items") row.id ??= memory.next++;
    memory[store].set(row.id ?? row.url ?? row.name, row);
    return row;
  };
  /* What waits is read and written in one step: no other tab, worker or sender comes in between, and steps keep their order.
     `decide` is given the rows, oldest first, and says which to put and the ids to remove; the rows that were put come back. */
  const change = async (decide) => {
    if (!memory) {
      try {
        let written = [];
        await within("items", "readwrite", (box) => {
          const reading = box.getAll();
          reading.onsuccess = () => {
            const { put: rows = [], remove: gone = [] } = decide(reading.result);
            for (const id of gone) box.delete(id);
            for (const row of rows) { const writing = box.put(row); writing.onsuccess = () => { row.id = writing.result; }; }
            written = rows;
          };
        });
        return written;
      } catch { inMemory(); }
    }
    const { put: rows = [], remove: gone = [] } = decide([...memory.items.values()]);
    for (const id of gone) memory.items.delete(id);
    for (const row of rows) { row.id ??= memory.next++; memory.items.set(row.id, row); }
    return rows;
  };
  const remove = async (store, key) => { if (memory) memory[store].delete(key); else await within(store, "readwrite", (box) => box.delete(key)); };

  const channel = "BroadcastChannel" in self ? new BroadcastChannel(NEWS) : null;
  const listeners = [];
  const tell = (news) => { channel?.postMessage(news); for (const listener of listeners) listener(news); };
  const listen = (listener) => {
    listeners.push(listener);
    channel?.addEventListener("message", (event) => listener(event.data));
  };

  const meta = async () => Object.fromEntries((await all("meta")).map((row) => [row.name, row.value]));
  const setMeta = (name, value) => put("meta", { name, value });
  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  const items = async (person) => (await all("items")).filter((item) => !person || item.person === person).sort((one, other) => one.id - other.id);
  const fileOf = (url) => url.split("/").slice(0, 4).join("/");

  /* What is on its way already stays as it is: the server may have it. What nobody saw yet is replaced by the newer. */
  const putSection = (item) => change((rows) => {
    const same = rows.filter((row) => row.kind === "section" && row.person === item.person && row.url === item.url);
    const last = same.at(-1);
    const settled = item.resolves ? same.filter((row) => row.key === item.resolves) : [];
    const isFresh = last && !settled.includes(last) && (!last.tried || last.state !== "waiting");
    const row = { ...item, kind: "section", key: newKey(), at: Date.now(), state: "waiting", tried: false };
    delete row.resolves;
    if (isFresh) row.id = last.id;
    return { put: [row], remove: settled.map((old) => old.id) };
  });
  const putUpload = (item) => put("items", { ...item, kind: "upload", key: newKey(), at: Date.now(), state: "waiting", tried: false });
  const putSubmit = (item) => change((rows) => {
    const there = rows.find((row) => row.kind === "submit" && row.person === item.person && row.url === item.url);
    return { put: [{ key: newKey(), ...there, ...item, kind: "submit", at: Date.now(), state: "waiting", tried: false }] };
  });
  const drop = async (id) => { await remove("items", id); tell({ type: "changed" }); };

  const bodyOf = (item) => {
    const body = new FormData();
    for (const [name, value] of item.fields ?? []) body.append(name, value);
    if (item.file) body.append("file", item.file, item.name);
    return body;
  };
  const send = async (item, token) => {
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), item.file ? 180_000 : 45_000);
    try {
      return await fetch(item.url, {
        method: "POST", body: bodyOf(item), credentials: "same-origin", redirect: "manual", signal: stop.signal,
        headers: { "X-Sanad-Queue": "1", "X-CSRFToken": token, "Idempotency-Key": item.key, Accept: "application/json" },
      });
    } finally { clearTimeout(patience); }
  };

  /* The sender takes a row only as it stands: written anew meanwhile, it is looked at again. */
  const claim = async (item) => (await change((rows) => {
    const there = rows.find((row) => row.id === item.id && row.key === item.key);
    return there ? { put: [{ ...there, tried: true }] } : {};
  }))[0];

  /* The marks the server gave are those the later words of the same section were written upon. */
  const marked = (row, seen) => {
    row.fields = row.fields.map(([name, value]) => [name, name === "seen" ? JSON.stringify({ ...JSON.parse(value || "{}"), ...seen }) : value]);
    return row;
  };
  const settle = async (item, answer, body) => {
    const isThis = (row) => row.id === item.id && row.key === item.key;
    if (answer.ok) {
      const isLater = (row) => row.kind === "section" && row.person === item.person && row.url === item.url && row.id > item.id && !row.tried;
      await change((rows) => ({
        put: item.kind === "section" ? rows.filter(isLater).map((row) => marked(row, body.seen)) : [],
        remove: rows.filter(isThis).map((row) => row.id),
      }));
      if (item.kind === "section") await put("latest", { url: item.url, person: item.person, version: body.version, seen: JSON.stringify(body.seen), fields: item.fields });
      tell({ type: "sent", item: plain(item), body });
      return;
    }
    if (item.kind !== "section") {
      // A refused paper or sending is told where it was asked for; nothing written is in it.
      await remove("items", item.id);
      tell({ type: "refused", item: plain(item), body });
      return;
    }
    const state = body.state === "conflict" ? "conflict" : "refused";
    await change((rows) => ({ put: rows.filter(isThis).map((row) => ({ ...row, state, sentence: body.sentence ?? "" })) }));
    tell({ type: state, item: plain(item), body });
  };
  const plain = ({ id, key, kind, url, slot, person }) => ({ id, key, kind, url, slot, person });

  const flushAll = async () => {
    const { person, token } = await meta();
    if (!person) return "idle";
    for (const old of await items()) {
      if (old.person !== person && Date.now() - old.at > OTHERS_DAYS * 86_400_000) await remove("items", old.id);
    }
    const tried = new Set();
    for (;;) {
      const waiting = await items(person);
      const blocked = new Set(waiting.filter((row) => row.state !== "waiting").map((row) => fileOf(row.url)));
      const next = waiting.find((row) => row.state === "waiting" && !tried.has(row.key)
        && !(row.kind === "submit" && (blocked.has(fileOf(row.url)) || waiting.some((other) => other.id !== row.id && other.kind !== "submit" && fileOf(other.url) === fileOf(row.url)))));
      if (!next) return waiting.length ? "blocked" : "idle";
      if (self.navigator?.onLine === false) { tell({ type: "offline" }); return "offline"; }
      const item = await claim(next);
      if (!item) continue;
      tried.add(item.key);
      tell({ type: "sending", item: plain(item) });
      let answer, body;
      try { answer = await send(item, token); } catch { tell({ type: "offline" }); return "offline"; }
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { tell({ type: "signin" }); return "signin"; }
      if (answer.status === 404) body = { state: "refused", sentence: "" };
      else { try { body = await answer.json(); } catch { tell({ type: "offline" }); return "busy"; } }
      if (answer.status >= 500 || answer.status === 429) { tell({ type: "offline", sentence: body.sentence }); return "busy"; }
      await settle(item, answer, body);
    }
  };
  const flush = () => (self.navigator?.locks ? navigator.locks.request("sanad-queue", flushAll) : flushAll());

  return { all, drop, flush, isKept, items, listen, meta, putSection, putSubmit, putUpload, remove, setMeta };
})();
