/* Signing out empties what this browser kept: pages of the person's files, words and photos that wait. Asked first if some wait. */

export async function empty(form) {
  const waiting = await count();
  if (waiting && !confirm(form.dataset.unsentWords ?? "")) return false;
  await Promise.all([drop(), pages()]);
  return true;
}

const databases = async () => (indexedDB.databases ? (await indexedDB.databases()).map((row) => row.name) : ["sanad"]);

async function count() {
  try {
    if (!(await databases()).includes("sanad")) return 0;
    return await new Promise((done) => {
      const request = indexedDB.open("sanad");
      request.onerror = () => done(0);
      request.onsuccess = () => {
        const box = request.result;
        if (!box.objectStoreNames.contains("items")) { box.close(); done(0); return; }
        const rows = box.transaction("items").objectStore("items").count();
        rows.onsuccess = () => { box.close(); done(rows.result); };
        rows.onerror = () => { box.close(); done(0); };
      };
    });
  } catch { return 0; }
}

const drop = () => new Promise((done) => {
  try {
    const request = indexedDB.deleteDatabase("sanad");
    request.onsuccess = request.onerror = request.onblocked = () => done();
  } catch { done(); }
});
async function pages() {
  if (!("caches" in self)) return;
  for (const name of await caches.keys()) if (name.startsWith("sanad-pages-")) await caches.delete(name);
}
