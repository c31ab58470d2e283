/* The form of a month's sheet: every pause in typing is kept by the server, and on this machine until it is. Each changed field goes
   with what stood there, so that two people at one sheet overwrite nothing of each other. Without this script it is a plain form. */
"use strict";
(() => {
  const form = document.querySelector("form[data-sheet]");
  if (!form || !window.fetch) return;
  const say = form.dataset, state = document.getElementById("state"), store = `sheet:${say.sheet}`;
  const inputs = [...form.querySelectorAll("[data-field]")];
  const scores = inputs.filter((one) => one.inputMode === "decimal");
  const byName = new Map(inputs.map((one) => [one.dataset.field, one]));
  const seenOf = (name) => form.elements[`o.${name}`];
  const valueOf = (input) => (input.type === "checkbox" ? (input.checked ? "1" : "") : input.value.trim());
  const dirty = new Set();
  let timer = 0, sending = false, leaving = false;

  const tell = (text, tone = "") => { state.textContent = text; state.dataset.tone = tone; };
  const mine = () => Object.fromEntries([...dirty].map((name) => [name, [valueOf(byName.get(name)), seenOf(name).value]]));
  const remember = () => {
    try {
      if (dirty.size) localStorage.setItem(store, JSON.stringify(mine()));
      else localStorage.removeItem(store);
    } catch { /* the server keeps it in a moment */ }
  };

  const put = (input, text) => {
    if (input.type === "checkbox") input.checked = text === "1";
    else input.value = text;
  };

  const fault = (name, text) => {
    const input = byName.get(name), place = document.getElementById(`said-${name}`);
    if (!input || !place) return;
    place.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const clash = (name, theirs, value) => {
    const input = byName.get(name), place = document.getElementById(`said-${name}`) || state;
    const choose = (words, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--plain button--small", textContent: words });
      button.addEventListener("click", act);
      return button;
    };
    seenOf(name).value = value;
    place.replaceChildren(`${say.theirs} ${theirs || say.empty} `,
      choose(say.take, () => { put(input, theirs); dirty.delete(name); place.replaceChildren(); remember(); input.focus(); }),
      choose(say.mine, () => { place.replaceChildren(); dirty.add(name); later(0); input.focus(); }));
    dirty.delete(name);
  };

  const sums = (told) => {
    document.querySelectorAll("[data-total]").forEach((one) => { one.textContent = told.total; });
    document.querySelectorAll("[data-sum]").forEach((one) => { one.textContent = told.groups[one.dataset.sum] ?? "–"; });
    const missing = document.querySelector("[data-missing]");
    if (missing) missing.textContent = told.missing;
    scores.forEach((one) => fault(one.dataset.field, told.problems[one.dataset.field] || ""));
  };

  const take = (told, sent) => {
    for (const [name, input] of byName) {
      const value = told.values[name] || "", waits = dirty.has(name) && valueOf(input) !== (sent[name] || [])[0];
      if (name in told.clashes) continue;
      seenOf(name).value = value;
      if (!waits) dirty.delete(name);
      if (!waits && !(name in sent)) put(input, told.shown[name] || "");
    }
    sums(told);
    for (const [name, theirs] of Object.entries(told.clashes)) clash(name, theirs, told.values[name] || "");
    remember();
    tell(`${say.saved} ${told.at}`, "good");
    if (dirty.size) later();
  };

  const body = (sent) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("act", "keep");
    for (const [name, [value, seen]] of Object.entries(sent)) {
      data.append(`f.${name}`, value);
      data.append(`o.${name}`, seen);
    }
    return data;
  };

  const flush = async () => {
    if (sending || !dirty.size || leaving) return;
    sending = true;
    tell(say.saving);
    const sent = mine();
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: body(sent), headers: { Accept: "application/json" }, credentials: "same-origin", keepalive: true });
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.ok && json) take(await answer.json(), sent);
      else if (answer.status === 422 && json) {
        for (const [name, text] of Object.entries((await answer.json()).problems)) fault(name, text);
        tell(say.waiting, "warn");
      } else tell(answer.status === 409 ? say.locked : say.again, "warn");
    } catch {
      tell(say.offline, "warn");
      window.setTimeout(flush, 15000);
    } finally {
      sending = false;
    }
  };
  const later = (wait = 900) => { window.clearTimeout(timer); timer = window.setTimeout(flush, wait); };

  form.addEventListener("input", (event) => {
    const name = event.target.dataset.field;
    if (!name) return;
    dirty.add(name);
    remember();
    tell(say.waiting);
    later();
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); later(0); return; }
    const place = scores.indexOf(event.target), down = event.key === "Enter" || event.key === "ArrowDown";
    if (place < 0 || !(down || event.key === "ArrowUp")) return;
    event.preventDefault();
    const next = scores[place + (down ? 1 : -1)];
    if (next) { next.focus(); next.select(); }
  });
  form.addEventListener("submit", () => { leaving = true; window.clearTimeout(timer); localStorage.removeItem(store); });
  window.addEventListener("online", flush);
  window.addEventListener("pagehide", flush);

  document.querySelectorAll("[data-evidence]").forEach((link) => link.addEventListener("click", (event) => {
    const label = document.getElementById("label"), files = document.getElementById("files");
    if (!label || !files) return;
    event.preventDefault();
    label.value = link.dataset.evidence;
    files.click();
    files.addEventListener("change", async () => { await flush(); document.getElementById("attach").requestSubmit(); }, { once: true });
  }));

  const clock = document.querySelector("[data-deadline]");
  if (clock) window.setInterval(() => { if (new Date(clock.dataset.deadline) < new Date() && !clock.dataset.over) { clock.dataset.over = "1"; if (!dirty.size) location.reload(); } }, 60000);

  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(store) || "{}"); } catch { localStorage.removeItem(store); }
  for (const [name, pair] of Object.entries(kept)) {
    const input = byName.get(name);
    if (!input || !Array.isArray(pair) || valueOf(input) === pair[0]) continue;
    put(input, pair[0]);
    seenOf(name).value = pair[1];
    dirty.add(name);
  }
  if (dirty.size) { tell(say.restored, "warn"); later(0); }
})();
