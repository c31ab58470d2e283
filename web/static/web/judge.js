/* Judging a sheet: keys go down the column, what differs is told in words, and what is typed waits on this machine until it is sent. */
"use strict";
(() => {
  document.querySelectorAll("form[data-bulk]").forEach((form) => {
    const all = form.querySelector("[data-all]");
    if (all) all.addEventListener("change", () => form.querySelectorAll("input[name=evaluation]").forEach((one) => { one.checked = all.checked; }));
  });
  const form = document.querySelector("form[data-judge]");
  if (!form) return;
  const inputs = [...form.querySelectorAll("[data-before]")], state = document.getElementById("state");
  const store = `judge:${form.dataset.judge}`, typed = [...form.querySelectorAll("input[name^='f.'], textarea[name^='f.']")];
  const plain = (text) => text.trim().replace(",", ".").replace(/^(\d+)\.(\d*?)0+$/, "$1.$2").replace(/\.$/, "");
  const show = () => {
    let changed = 0;
    for (const input of inputs) {
      const other = input.value.trim() !== "" && plain(input.value) !== plain(input.dataset.before);
      changed += other ? 1 : 0;
      const mark = document.querySelector(`[data-other="${input.id}"]`), reason = document.getElementById(input.id.replace(/^s\./, "r."));
      if (mark) mark.hidden = !other;
      if (reason) reason.required = other;
    }
    if (state) state.textContent = changed ? `${changed} ${form.dataset.changed}` : form.dataset.same;
  };
  const keep = () => {
    try { localStorage.setItem(store, JSON.stringify(Object.fromEntries(typed.map((one) => [one.name, one.value])))); } catch { /* full */ }
  };
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(store) || "{}"); } catch { localStorage.removeItem(store); }
  for (const one of typed) if (typeof kept[one.name] === "string") one.value = kept[one.name];
  form.addEventListener("input", () => { keep(); show(); });
  form.addEventListener("submit", () => localStorage.removeItem(store));
  form.addEventListener("keydown", (event) => {
    const place = inputs.indexOf(event.target), down = event.key === "Enter" || event.key === "ArrowDown";
    if (place < 0 || !(down || event.key === "ArrowUp")) return;
    event.preventDefault();
    const next = inputs[place + (down ? 1 : -1)];
    if (next) { next.focus(); next.select(); }
  });
  document.querySelectorAll("[data-take]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = document.getElementById(button.dataset.take);
      input.value = button.dataset.value;
      keep();
      show();
      input.focus();
    });
  });
  show();
})();
