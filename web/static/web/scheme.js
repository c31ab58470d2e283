/* The tree of a scheme: rows are dragged by their handle, and text boxes grow with their text. The buttons do the same without
   this script. */
"use strict";
(() => {
  const form = document.getElementById("tree");
  const move = document.getElementById("move");
  if (!form) return;
  const grow = (box) => {
    box.rows = 1;
    while (box.scrollHeight > box.clientHeight + 2 && box.rows < 6) box.rows += 1;
  };
  const boxes = form.querySelectorAll("textarea");
  boxes.forEach(grow);
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
  if (!move) return;
  let dragged = "";
  const rows = form.querySelectorAll("tr[data-place]");
  rows.forEach((row) => {
    const handle = row.querySelector(".handle");
    handle.addEventListener("mousedown", () => { row.draggable = true; });
    row.addEventListener("dragstart", (event) => {
      dragged = row.dataset.place;
      event.dataTransfer.effectAllowed = "move";
      row.classList.add("dragged");
    });
    row.addEventListener("dragend", () => { row.draggable = false; row.classList.remove("dragged"); });
    row.addEventListener("dragover", (event) => {
      if (!dragged || row.dataset.place.startsWith(dragged)) return;
      event.preventDefault();
      row.classList.add("target");
    });
    row.addEventListener("dragleave", () => row.classList.remove("target"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      move.value = `move:${dragged}:${row.dataset.place}`;
      form.requestSubmit(move);
    });
  });
})();
