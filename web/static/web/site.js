/* The frame's comforts: menus close when one looks away, and keys lead to pages. Without this script all of it works by hand. */
"use strict";
(() => {
  const menus = () => document.querySelectorAll(".menu[open]");
  const close = (except) => menus().forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => close(event.target.closest(".menu")));
  document.addEventListener("focusin", (event) => close(event.target.closest(".menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement && document.activeElement.closest(".menu[open]");
    close();
    if (open) open.querySelector("summary").focus();
  });

  const field = document.getElementById("site-search");
  const form = field && field.form;
  const box = document.createElement("div");
  let asked = 0;
  const hide = () => box.remove();
  const suggest = async () => {
    const words = field.value.trim(), mine = ++asked;
    if (words.length < 2) return hide();
    const address = `${form.action}?part=suggestions&q=${encodeURIComponent(words)}`;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (mine !== asked || !answer || !answer.ok || answer.redirected) return undefined;
    box.innerHTML = await answer.text();
    return form.append(box);
  };
  if (field && window.fetch) {
    box.className = "suggestions";
    box.setAttribute("role", "status");
    let wait = 0;
    field.addEventListener("input", () => { window.clearTimeout(wait); wait = window.setTimeout(suggest, 200); });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) hide(); });
    form.addEventListener("keydown", (event) => {
      const links = [...box.querySelectorAll("a")], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { field.focus(); hide(); }
      if (!step || !box.isConnected || !links.length) return;
      event.preventDefault();
      const to = links.indexOf(document.activeElement) + step;
      (to < 0 ? field : links[Math.min(to, links.length - 1)]).focus();
    });
  }

  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
  document.querySelectorAll("[data-filter]").forEach((search) => {
    const rows = [...document.getElementById(search.dataset.filter).querySelectorAll("label")];
    search.closest("[hidden]").hidden = false;
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    search.addEventListener("input", () => rows.forEach((row) => {
      row.hidden = !row.querySelector("input").checked && !plain(row.textContent).includes(plain(search.value));
    }));
  });

  const keys = document.getElementById("keys");
  if (!keys || "off" in keys.dataset) return;
  let led = 0;
  const typing = (at) => at.closest("input, select, textarea, [contenteditable], dialog");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const soon = event.timeStamp - led < 1500;
    led = event.key === "g" ? event.timeStamp : 0;
    if (event.key === "/") {
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?" && keys.showPopover) {
      keys.togglePopover();
    } else if (soon && /^[a-z]$/.test(event.key)) {
      const link = keys.querySelector(`[data-key="${event.key}"]`);
      if (link) link.click();
    }
  });
})();
