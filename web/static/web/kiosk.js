// A kiosk: answers go into a queue on the device first and are sent from there, each under a key of its own.
const kiosk = document.getElementById("kiosk");
const form = document.getElementById("answer");
const thanks = document.getElementById("thanks");
const empty = document.getElementById("empty");
const waiting = document.getElementById("waiting");
const offline = document.getElementById("offline");
const THANKS_MS = 4000, IDLE_MS = 60000, SEND_MS = 5000, MOST = 50;
let idle, sending = false, away = false;

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("kiosk", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function store(mode, act) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const work = database.transaction("answers", mode, { durability: "strict" });
    const asked = act(work.objectStore("answers"));
    work.oncomplete = () => resolve(asked && asked.result);
    work.onerror = () => reject(work.error);
  });
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function filled() {
  const now = new Date(), marks = {}, texts = {};
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith("q-") || !value.trim()) continue;
    const field = form.elements[name];
    if (field.tagName === "TEXTAREA") texts[name.slice(2)] = value;
    else marks[name.slice(2)] = Number(value);
  }
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const chosen = (name) => (form.elements[name] ? form.elements[name].value : "");
  return {
    key: newKey(), version: kiosk.dataset.version, day, hour: now.getHours(), marks, texts,
    counter: chosen("counter"), procedure: chosen("procedure"),
  };
}

function fresh() {
  clearTimeout(idle);
  form.reset();
  for (const area of form.querySelectorAll("textarea")) area.value = "";
  for (const none of form.querySelectorAll(".none input")) none.checked = true;
  thanks.hidden = empty.hidden = true;
  form.hidden = false;
  scrollTo(0, 0);
}

async function tell() {
  offline.hidden = navigator.onLine && !away;
  const count = await store("readonly", (answers) => answers.count());
  waiting.hidden = !count;
  waiting.querySelector("b").textContent = count;
  document.body.dataset.waiting = count;
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    const queue = (await store("readonly", (answers) => answers.getAll())).filter((one) => !one.refused).slice(0, MOST);
    if (!queue.length) {
      away = false;
      return;
    }
    const reply = await fetch(kiosk.dataset.answers, {
      method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit", body: JSON.stringify({ answers: queue }),
    });
    away = false;
    if (!reply.ok) return; // busy, or closed for now: they stay here
    for (const one of (await reply.json()).answers) {
      if (one.taken) await store("readwrite", (answers) => answers.delete(one.key));
      else if (one.refused) await store("readwrite", (answers) => answers.put({ ...queue.find((q) => q.key === one.key), refused: one.refused }));
    }
  } catch {
    away = true; // no network: they stay here
  } finally {
    sending = false;
    await tell();
  }
}

form.addEventListener("submit", async (event) => {
  if (event.submitter && event.submitter.name === "switch") return;
  event.preventDefault();
  const answer = filled();
  if (!Object.keys(answer.marks).length && !Object.keys(answer.texts).length) {
    empty.hidden = false;
    empty.scrollIntoView();
    return;
  }
  await store("readwrite", (answers) => answers.put(answer));
  form.hidden = true;
  empty.hidden = true;
  thanks.hidden = false;
  scrollTo(0, 0);
  setTimeout(fresh, THANKS_MS);
  await tell();
  await send();
});
for (const kind of ["input", "pointerdown", "keydown"]) {
  document.addEventListener(kind, () => { clearTimeout(idle); idle = setTimeout(fresh, IDLE_MS); });
}
addEventListener("online", send);
addEventListener("offline", tell);
setInterval(send, SEND_MS);
if (navigator.serviceWorker) navigator.serviceWorker.register(kiosk.dataset.worker);
tell().then(send);
