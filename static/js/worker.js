/* The service worker of the applicant's files. It holds the pages of one sign-in at a time, only those the server marks for
   it, and gives them back when there is no network. It never answers a POST: what is written waits in queue.js. */
"use strict";

const { version, shell, fallback, scope, keepSeconds } = self.SANAD;
const FILES = `sanad-static-${version}`;
const PAGES = "sanad-pages-";
const STAMP = "X-Sanad-At";
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const box = await caches.open(FILES);
    await box.addAll([...shell, fallback]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("sanad-static-") && name !== FILES) await caches.delete(name);
    await self.clients.claim();
  })());
});

const dropPages = async (but = "") => {
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== but) await caches.delete(name);
};
const keep = async (address, answer) => {
  const mark = answer.headers.get("X-Sanad-Keep");
  if (!mark || !answer.ok || answer.redirected) return;
  await dropPages(PAGES + mark);
  const headers = new Headers(answer.headers);
  headers.set(STAMP, String(Date.now()));
  const box = await caches.open(PAGES + mark);
  await box.put(address, new Response(await answer.blob(), { status: 200, headers }));
};
const held = async (address) => {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const page = await (await caches.open(name)).match(address, { ignoreSearch: true, ignoreVary: true });
    if (page && Date.now() - Number(page.headers.get(STAMP)) < keepSeconds * 1000) return page;
  }
  return null;
};
const bare = (address) => address.split("#")[0];

const page = async (event) => {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(bare(event.request.url), answer.clone()));
    return answer;
  } catch {
    return (await held(bare(event.request.url))) ?? (await caches.match(fallback, { ignoreVary: true })) ?? Response.error();
  }
};
const file = async (request) => {
  const box = await caches.open(FILES);
  const kept = await box.match(request, { ignoreVary: true });
  if (kept && HASHED.test(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (kept && answer.ok) await box.put(request, answer.clone());
    return answer;
  } catch (problem) {
    if (kept) return kept;
    throw problem;
  }
};

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname.startsWith(scope)) event.respondWith(page(event));
  else if (address.pathname.startsWith(self.SANAD.static)) event.respondWith(file(event.request));
});

const prepare = async ({ pages, assets, again }) => {
  const box = await caches.open(FILES);
  for (const address of assets ?? []) {
    if (!(await box.match(address, { ignoreVary: true }))) { try { await box.add(address); } catch { /* next time */ } }
  }
  for (const path of pages ?? []) {
    const address = new URL(path, self.location.origin).href;
    if (!again && await held(address)) continue;
    try { await keep(address, await fetch(address, { credentials: "same-origin", redirect: "follow" })); } catch { return; }
  }
};

self.addEventListener("message", (event) => {
  const work = event.data?.type === "keep" ? prepare(event.data) : event.data?.type === "drop" ? dropPages() : null;
  if (work) event.waitUntil(work.then(() => event.ports[0]?.postMessage("done")));
});
// Where the browser offers it, what waits goes even when the page was closed meanwhile.
self.addEventListener("sync", (event) => { if (event.tag === "sanad-queue") event.waitUntil(self.SanadQueue.flush()); });
