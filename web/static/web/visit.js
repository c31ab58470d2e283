/* A visit on a phone without a network: what is typed stays on the device, and what was sent waits there until it arrives.
   Without this script every form is a plain form. Where the phone stands is never asked. */
"use strict";
(() => {
  const box = document.getElementById("offline");
  if (!box || !window.indexedDB || !window.fetch) return;
  const scope = `visit:${box.dataset.owner}:${box.dataset.visit}`;

  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("thidua-visits", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "id" });
      asked.result.createObjectStore("photos");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const store = async (name, mode, act) => {
    const base = await opened;
    return new Promise((done, failed) => {
      const asked = act(base.transaction(name, mode).objectStore(name));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };
  const waiting = async () => (await store("outbox", "readonly", (s) => s.getAll())).filter((one) => one.scope === scope);

  const refusals = [];

  const newKey = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const say = (text, more = []) => {
    box.replaceChildren();
    if (text) box.append(Object.assign(document.createElement("p"), { className: "alert alert--warn", textContent: text }));
    more.forEach((node) => box.append(node));
  };

  /* Whether what is here is there, too: always to be seen, and small as long as it is. */
  const idle = () => {
    if (!navigator.onLine) { say(box.dataset.lost); return; }
    say("", [Object.assign(document.createElement("p"), { className: "offline__calm", textContent: `✓ ${box.dataset.calm}` })]);
  };

  const draftOf = (form) => `${scope}:${form.dataset.draft}`;
  const fields = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "act"].includes(name));
  const chosen = (form) => [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);

  const keep = (form) => {
    try { localStorage.setItem(draftOf(form), JSON.stringify(fields(form))); } catch (full) { say(box.dataset.lost); }
  };
  const forget = async (form) => {
    localStorage.removeItem(draftOf(form));
    await store("photos", "readwrite", (s) => s.delete(draftOf(form)));
  };

  const restore = async (form) => {
    const saved = JSON.parse(localStorage.getItem(draftOf(form)) || "[]");
    for (const [name, value] of saved) {
      const found = form.elements[name];
      if (!found) continue;
      if (found instanceof RadioNodeList) found.value = value;
      else if (found.type === "radio") found.checked = found.value === value;
      else found.value = value;
    }
    const input = form.querySelector("input[type=file]");
    const photos = input ? await store("photos", "readonly", (s) => s.get(draftOf(form))) : null;
    if (!photos || !photos.length || input.files.length) return;
    const carrier = new DataTransfer();
    photos.forEach((photo) => carrier.items.add(photo));
    input.files = carrier.files;
  };

  const show = async () => {
    const rows = await waiting();
    if (!rows.length) { if (refusals.length) say(refusals.join(" ")); else idle(); return; }
    const list = document.createElement("ul");
    for (const one of rows) {
      const line = document.createElement("li");
      const text = (one.fields.find(([name]) => name === "text" || name === "summary") || ["", one.act])[1];
      line.textContent = `${text} ${one.files.length ? `(${box.dataset.photos} ${one.files.length})` : ""} ${one.refused || ""} `;
      if (one.refused) {
        const drop = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: box.dataset.drop });
        drop.addEventListener("click", async () => { await store("outbox", "readwrite", (s) => s.delete(one.id)); location.reload(); });
        line.append(drop);
      }
      list.append(line);
    }
    say([...refusals, box.dataset.lost, box.dataset.waiting, rows.length].join(" "), [list]);
  };

  const body = (one) => {
    const form = new FormData();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    form.append("csrfmiddlewaretoken", token ? token.value : "");
    form.append("act", one.act);
    one.fields.forEach(([name, value]) => form.append(name, value));
    one.files.forEach((file) => form.append("files", file, file.name || "photo.jpg"));
    return form;
  };

  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      const rows = (await waiting()).filter((one) => !one.refused).sort((a, b) => a.at - b.at);
      for (const one of rows) {
        const answer = await fetch(location.pathname, { method: "POST", body: body(one), credentials: "same-origin" });
        if (answer.url.includes("/login/") || answer.status === 403) { say(box.dataset.again); return; }
        if (!answer.ok) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const why = ["#faults li", ".alert--bad", "main p"].map((place) => page.querySelector(place)).find(Boolean);
          one.refused = `${box.dataset.refused} ${why ? why.textContent.trim() : answer.status}`;
          await giveBack(one);
          continue;
        }
        await store("outbox", "readwrite", (s) => s.delete(one.id));
      }
      if (rows.length && rows.every((one) => !one.refused)) {
        sessionStorage.setItem(scope, box.dataset.sent);
        location.reload();
      } else await show();
    } catch (unreachable) {
      await show();
    } finally {
      sending = false;
    }
  };

  const empty = (form) => !form.elements.text || !form.elements.text.value.trim();

  /* What the server refused goes back into its form, unless something else is being written there already. */
  const giveBack = async (one) => {
    const form = document.querySelector(`form[data-draft="${one.draft}"]`);
    if (!form || !(empty(form) || one.draft !== "record")) {
      await store("outbox", "readwrite", (s) => s.put(one));
      return;
    }
    localStorage.setItem(draftOf(form), JSON.stringify(one.fields));
    if (one.files.length) await store("photos", "readwrite", (s) => s.put(one.files, draftOf(form)));
    await store("outbox", "readwrite", (s) => s.delete(one.id));
    await restore(form);
    refusals.push(one.refused);
  };

  const submit = async (form) => {
    const key = form.elements.key;
    const act = form.elements.act.value;
    const id = `${scope}:${key ? key.value : act}`;
    const one = { id, scope, act, draft: form.dataset.draft, fields: fields(form), files: chosen(form), at: Date.now() };
    await store("outbox", "readwrite", (s) => s.put(one));
    await forget(form);
    if (key) {
      form.reset();
      key.value = newKey();
    }
    refusals.length = 0;
    await flush();
  };

  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", async (event) => {
      if (event.target.type === "file") await store("photos", "readwrite", (s) => s.put([...event.target.files], draftOf(form)));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit(form);
    });
  }
  const told = sessionStorage.getItem(scope);
  sessionStorage.removeItem(scope);
  if (told) say(told);
  else idle();
  window.addEventListener("online", flush);
  window.addEventListener("offline", show);
  waiting().then((rows) => (rows.length ? flush() : null));
})();
