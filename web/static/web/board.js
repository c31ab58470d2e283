/* A live board: the table follows by itself, what moved is marked for a while, and where streams do not come through the table
   is asked for every 15 seconds. Without this script the page is reloaded by hand. */
"use strict";
(() => {
  const ASK = 15000, AGAIN = 60000, MARKED = 6000;
  const box = document.getElementById("board"), sign = document.getElementById("live");
  if (!box || !sign || !window.htmx) return;
  const text = sign.querySelector(".live__text");
  let streaming = false, before = null;
  const places = () => new Map([...box.querySelectorAll("tr[data-subject]")].map((row) => [row.dataset.subject, row]));
  const figures = (row) => [row.dataset.rank, row.textContent.replace(/\s+/g, " ")];
  const say = () => {
    sign.hidden = false;
    sign.classList.toggle("live--on", streaming);
    text.textContent = streaming ? sign.dataset.live : sign.dataset.asks;
  };
  const mark = (row, old) => {
    const now = figures(row);
    if (!old || (old[0] === now[0] && old[1] === now[1])) return false;
    const up = old[0] && now[0] ? Number(old[0]) - Number(now[0]) : 0;
    row.classList.add("moved", up > 0 ? "moved--up" : up < 0 ? "moved--down" : "moved--score");
    window.setTimeout(() => row.classList.remove("moved", "moved--up", "moved--down", "moved--score"), MARKED);
    return true;
  };
  const turn = (on) => {
    if (streaming === on && !sign.hidden) return;
    streaming = on;
    say();
  };
  const connect = () => {
    const stream = new EventSource(document.getElementById("follow").dataset.stream);
    stream.onopen = () => turn(true);
    stream.addEventListener("board", () => window.htmx.trigger(box, "look"));
    stream.onerror = () => {
      turn(false);
      if (stream.readyState === EventSource.CLOSED) window.setTimeout(connect, AGAIN);
    };
  };
  box.addEventListener("htmx:beforeSwap", () => {
    before = new Map([...places()].map(([subject, row]) => [subject, figures(row)]));
  });
  box.addEventListener("htmx:afterSwap", () => {
    const moved = [...places()].filter(([subject, row]) => mark(row, before && before.get(subject)));
    if (!moved.length) return;
    const at = new Date().toLocaleTimeString(document.documentElement.lang);
    text.textContent = `${sign.dataset.changed} ${at}: ${moved.map(([subject]) => subject).slice(0, 6).join(", ")}`;
  });
  window.setInterval(() => { if (!streaming && !document.hidden) window.htmx.trigger(box, "look"); }, ASK);
  connect();
})();
