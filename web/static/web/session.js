/* A council's session while it goes on: the figures follow by themselves; where more has changed the page is loaded anew, or
   offers it while somebody is filling in a form. Without this script the page is reloaded by hand. */
"use strict";
(() => {
  const box = document.getElementById("live");
  if (!box || !window.fetch) return;
  let typing = false;
  document.addEventListener("input", () => { typing = true; });
  const put = (selector, value) => {
    const place = document.querySelector(selector);
    if (place) place.textContent = String(value);
  };
  const look = async () => {
    if (document.hidden) return;
    let told;
    try {
      const answer = await fetch(box.dataset.live, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) return;
      told = await answer.json();
    } catch {
      return;
    }
    put("[data-present]", told.present);
    told.items.forEach((item) => put(`[data-voted="${item.number}"]`, item.voted));
    const bones = (mark) => mark.replace(/[0-9]+(?=\.|$)/g, "");
    if (bones(told.mark) === bones(box.dataset.mark)) return;
    if (typing) box.querySelector("[data-changed]").hidden = false;
    else window.location.reload();
  };
  window.setInterval(look, 5000);
})();
