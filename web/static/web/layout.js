/* The layout editor: the form of numbers is the document; the sheet, the history, the preview and the draft follow it. Without this
   script the form works by itself. */
import { Stage, tenth } from "./layout-stage.js";

const root = document.getElementById("layout"), form = document.getElementById("fields");
const by = (id) => document.getElementById(id);
const said = root.dataset;
const writes = "writes" in said;
const shown = (value) => String(tenth(value)).replace(".", document.documentElement.lang === "en" ? "." : ",");
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const later = (wait, act) => {
  let timer = 0;
  return () => { window.clearTimeout(timer); timer = window.setTimeout(act, wait); };
};

/* The form */
const slots = new Map([...form.querySelectorAll("[data-slot]")].map((one) => [one.dataset.slot, one]));
const input = (key, name) => form.elements[`${slots.get(key).dataset.prefix}-${name}`];
const read = (key) => {
  const square = "square" in slots.get(key).dataset;
  const of = (name) => Number(input(key, name).value.replace(",", ".")) || 0;
  const side = square ? of("side") : 0;
  return { x: of("x"), y: of("y"), width: square ? side : of("width"), height: square ? side : of("height"), square };
};
const write = (key, box) => {
  for (const name of ["x", "y"]) input(key, name).value = tenth(box[name]);
  if (box.square) input(key, "side").value = tenth(box.width);
  else for (const name of ["width", "height"]) input(key, name).value = tenth(box[name]);
};
const values = () => new Map([...form.elements].filter((one) => /-|^art$/.test(one.name)).map((one) => [one.name, one.value]));
const title = (key) => slots.get(key).querySelector(".slot__name").textContent;

const boxes = new Map([...slots.keys()].map((key) => [key, read(key)]));
const reread = () => { for (const key of slots.keys()) boxes.set(key, read(key)); };

/* What is announced */
const tell = (text) => { by("said").textContent = text; };
const told = (key) => {
  const box = boxes.get(key);
  return { box: title(key), x: shown(box.x), y: shown(box.y), width: shown(box.width), height: shown(box.height) };
};
const label = (key) => stage.area(key)?.setAttribute("aria-label", filled(`${said.saidArea}. ${said.saidMoved} ${said.saidSized}`, told(key)));

/* History */
const past = [values()], future = [];
const commit = () => {
  const now = values(), before = past.at(-1);
  if ([...now].every(([name, value]) => before.get(name) === value)) return;
  past.push(now);
  future.length = 0;
  after();
};
const restore = (state) => {
  for (const [name, value] of state) if (form.elements[name]) form.elements[name].value = value;
  if (by("art-choice")) under(by("art-choice").value);
  reread();
  stage.draw();
  after();
};
const undo = () => { if (past.length > 1) { future.push(past.pop()); restore(past.at(-1)); tell(said.saidUndone); } };
const redo = () => { if (future.length) { past.push(future.pop()); restore(past.at(-1)); tell(said.saidRedone); } };
const buttons = () => {
  document.querySelector("[data-do=undo]").disabled = past.length < 2;
  document.querySelector("[data-do=redo]").disabled = !future.length;
};

/* The sheet */
const choose = (key, { open = true } = {}) => {
  stage.choose(key);
  slots.forEach((slot, other) => { if (other !== key) slot.open = false; });
  if (open) slots.get(key).open = true;
};
const stage = new Stage(by("stage-frame"), boxes, {
  chosen: (key) => { choose(key); tell(filled(said.saidChosen, told(key))); },
  moved: (key) => { write(key, boxes.get(key)); },
  settled: (key, sized) => { write(key, boxes.get(key)); label(key); tell(filled(sized ? said.saidSized : said.saidMoved, told(key))); commit(); },
  opened: (key) => { choose(key); input(key, "x").focus(); },
});
stage.writes = writes;

/* The preview: texts as the server sets them, and what it found */
let asked = 0, drawnFor = 0;
const look = async () => {
  const mine = ++asked, data = new FormData(form);
  data.set("texts", by("texts").value);
  let answer;
  try {
    const got = await fetch(said.trial, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!got.ok) return;
    answer = await got.json();
  } catch { return; }
  if (mine < drawnFor) return;
  drawnFor = mine;
  if (answer.svg) by("drawn").innerHTML = answer.svg;
  findings(answer.findings);
  slots.forEach((slot, key) => sized(slot, answer.sizes[key]));
  root.dataset.drawn = String(mine);
};
const sized = (slot, size) => {
  let place = slot.querySelector(".slot__set");
  if (!place) {
    place = document.createElement("span");
    place.className = "slot__set";
    slot.querySelector("summary").append(place);
  }
  place.textContent = size ? filled(said.saidSize, { size: size.replace(".", document.documentElement.lang === "en" ? "." : ",") }) : "";
};
const listed = (list, found) => list.replaceChildren(...found.map((one) => {
  const line = document.createElement("li");
  line.textContent = one.text;
  line.classList.toggle("bad", one.grave);
  return line;
}));
const findings = (all) => {
  slots.forEach((slot, key) => {
    const own = all.filter((one) => one.box === key);
    listed(slot.querySelector("[data-found]"), own);
    slot.querySelector("[data-flag]").hidden = !own.length;
    stage.area(key)?.classList.toggle("area--bad", own.some((one) => one.grave));
  });
  const whole = all.filter((one) => !slots.has(one.box));
  listed(by("found").querySelector("ul"), whole);
  by("found").hidden = !whole.length;
};
const lookSoon = later(120, look);

/* The draft: kept by itself, never over what somebody else kept meanwhile */
let dirty = false, halted = false, saving = false, anew = said.state !== "draft";
const state = (text, kind) => { by("state").textContent = text; root.dataset.saved = kind; };
const save = async ({ over = false } = {}) => {
  if (!writes || saving || (halted && !over)) return;
  saving = true;
  const sent = values(), data = new FormData(form);
  data.set("act", "write");
  if (over) data.set("seen", "");
  state(said.saidSaving, "saving");
  try {
    const got = await fetch(window.location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const answer = await got.json();
    if (got.ok) kept(answer, sent);
    else if (got.status === 409) clash(answer.text);
    else state(said.saidWrong, "wrong");
  } catch {
    state(said.saidLost, "lost");
    saveLater();
  }
  saving = false;
};
const kept = (answer, sent) => {
  for (const one of document.querySelectorAll("input[name=seen]")) one.value = answer.mark;
  form.elements.version.value = answer.version;
  by("conflict").hidden = true;
  const now = values();
  dirty = [...now].some(([name, value]) => sent.get(name) !== value);
  halted = false;
  if (anew) window.location.reload();
  else if (dirty) saveSoon();
  state(answer.text, "saved");
};
const clash = (text) => {
  halted = true;
  by("conflict").hidden = false;
  by("conflict").querySelector("[data-text]").textContent = text;
  state(said.saidDirty, "conflict");
};
const saveSoon = later(1200, () => save());
const saveLater = later(8000, () => save());
const after = () => {
  buttons();
  lookSoon();
  slots.forEach((_, key) => label(key));
  dirty = true;
  ghosts();
  if (anew) state(said.saidNew, "new");
  else { state(said.saidDirty, "dirty"); saveSoon(); }
};

/* A blank under the texts, and where a printer's offset puts them */
const ghosts = () => {
  const chosen = by("blank-printer")?.selectedOptions[0], holder = by("ghosts");
  holder.replaceChildren();
  if (!chosen?.value) return;
  for (const box of boxes.values()) {
    const ghost = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const place = { x: box.x + Number(chosen.dataset.right), y: box.y + Number(chosen.dataset.down), width: box.width, height: box.height };
    Object.entries(place).forEach(([name, value]) => ghost.setAttribute(name, value));
    holder.append(ghost);
  }
};
const under = (art) => {
  if (art) by("art").setAttribute("href", `${said.art}?art=${art}&width=${stage.width}&height=${stage.height}`);
  else by("art").removeAttribute("href");
};
by("art-choice")?.addEventListener("change", (event) => under(event.target.value));
by("blank-art")?.addEventListener("change", (event) => under(event.target.value));
by("blank-printer")?.addEventListener("change", ghosts);
by("blank-picture")?.addEventListener("change", (event) => {
  const [file] = event.target.files, reader = new FileReader();
  if (!file) { under(by("blank-art").value); return; }
  reader.addEventListener("load", () => by("art").setAttribute("href", reader.result));
  reader.readAsDataURL(file);
});

/* Tools */
let zoom = 1;
const scale = (to) => {
  zoom = Math.min(Math.max(to, 1), 6);
  const frame = by("stage-frame"), svg = stage.svg;
  frame.classList.toggle("stage--zoomed", zoom > 1);
  if (zoom > 1) {
    svg.setAttribute("width", Math.round((frame.clientWidth - 2) * zoom));
  } else svg.removeAttribute("width");
  stage.draw();
};
const press = (button) => {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  return on;
};
const acts = {
  undo, redo,
  grid: (button) => { stage.grid = press(button); by("grid").toggleAttribute("hidden", !stage.grid); },
  snap: (button) => { stage.snap = press(button); },
  frames: (button) => by("stage-frame").classList.toggle("stage--bare", !press(button)),
  in: () => scale(zoom * 1.4), out: () => scale(zoom / 1.4), fit: () => scale(1),
  overwrite: () => save({ over: true }),
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) acts[button.dataset.do](button);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (typing || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key === "z") { event.preventDefault(); (event.shiftKey ? redo : undo)(); }
  if (key === "y") { event.preventDefault(); redo(); }
});
form.addEventListener("change", (event) => {
  if (!/-|^art$/.test(event.target.name)) return;
  reread();
  stage.draw();
  commit();
});
form.addEventListener("input", (event) => { if (event.target.type === "number") { reread(); stage.draw(); } });
slots.forEach((slot, key) => slot.addEventListener("toggle", () => { if (slot.open && stage.chosen !== key) stage.choose(key); }));
by("texts").addEventListener("change", look);
by("pdf").addEventListener("click", () => {
  let field = form.querySelector("input[name=texts]");
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "texts";
    form.append(field);
  }
  field.value = by("texts").value;
});
form.addEventListener("submit", () => { dirty = false; });
window.addEventListener("beforeunload", (event) => { if (dirty && !anew) event.preventDefault(); });
window.addEventListener("resize", () => stage.draw());

/* Begin */
by("bar").hidden = false;
by("stage-help").hidden = !writes;
if (by("blank")) by("blank").hidden = false;
document.querySelectorAll("[data-plain]").forEach((one) => { one.hidden = true; });
by("stage-frame").setAttribute("role", "application");
by("stage-frame").setAttribute("aria-labelledby", "stage-title");
by("stage-frame").setAttribute("aria-describedby", "stage-help");
slots.forEach((_, key) => {
  const area = stage.area(key);
  if (!area) return;
  area.setAttribute("tabindex", "0");
  area.setAttribute("role", "button");
  area.classList.toggle("area--live", writes);
  label(key);
});
stage.draw();
buttons();
look();
root.dataset.ready = "";
