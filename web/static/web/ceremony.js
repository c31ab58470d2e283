/* A ceremony without leaving the full screen: the next step is fetched when it is asked for and never before. Without this
   script each step is a page of its own. */
"use strict";
(() => {
  const stage = () => document.getElementById("stage");
  let busy = false;
  const go = async (address) => {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      stage().replaceWith(page.getElementById("stage"));
      window.history.replaceState(null, "", address);
      ready();
      stage().focus();
    } catch {
      window.location.assign(address);
    } finally {
      busy = false;
    }
  };
  const ready = () => {
    const full = document.getElementById("full");
    full.hidden = !document.fullscreenEnabled || Boolean(document.fullscreenElement);
    full.addEventListener("click", () => document.documentElement.requestFullscreen());
  };
  document.addEventListener("fullscreenchange", ready);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[rel]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(link.href);
  });
  const ALIKE = { " ": "ArrowRight", Enter: "ArrowRight", PageDown: "ArrowRight", ArrowDown: "ArrowRight", PageUp: "ArrowLeft", ArrowUp: "ArrowLeft" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select")) return;
    if (event.target.closest("button") && [" ", "Enter"].includes(event.key)) return;
    if (event.target.closest("a") && event.key === "Enter") return;
    const link = document.querySelector(`[data-key="${ALIKE[event.key] || event.key}"]`);
    if (!link) return;
    event.preventDefault();
    if (link.rel) go(link.href);
    else window.location.assign(link.href);
  });
  ready();
})();
