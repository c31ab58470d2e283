/* The sheet of the layout editor: boxes chosen, dragged, resized and nudged on it; it knows millimetres and nothing of forms. */
const NS = "http://www.w3.org/2000/svg";
const HANDLES = { nw: [0, 0], n: [0.5, 0], ne: [1, 0], e: [1, 0.5], se: [1, 1], s: [0.5, 1], sw: [0, 1], w: [0, 0.5] };
const LEAST = { width: 5, height: 2 };
const MARGIN = 10, GRID = 5, REACH = 6;

export const tenth = (value) => Math.round(value * 10) / 10;

const made = (name, about) => {
  const node = document.createElementNS(NS, name);
  Object.entries(about).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
};

export class Stage {
  /* `boxes` maps keys to {x, y, width, height, square}; `on` is told what happens: chosen, moved (while it goes on), settled. */
  constructor(frame, boxes, on) {
    this.frame = frame;
    this.svg = frame.querySelector("svg");
    this.boxes = boxes;
    this.on = on;
    this.chosen = null;
    this.snap = true;
    this.grid = false;
    this.writes = false;
    this.width = Number(this.svg.dataset.width);
    this.height = Number(this.svg.dataset.height);
    this.part = (id) => this.svg.querySelector(`#${id}`);
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) this.svg.addEventListener(name, (event) => this.#up(event));
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    this.svg.addEventListener("focusin", (event) => {
      const area = event.target.closest("[data-box]");
      if (area && area.dataset.box !== this.chosen) this.on.chosen(area.dataset.box);
    });
  }

  area(key) { return this.svg.querySelector(`.area[data-box="${CSS.escape(key)}"]`); }

  text(key) { return this.svg.querySelector(`#drawn [data-text="${CSS.escape(key)}"]`); }

  draw() {
    for (const [key, box] of this.boxes) {
      const area = this.area(key), rect = area?.querySelector("rect");
      if (!rect) continue;
      for (const name of ["x", "y", "width", "height"]) rect.setAttribute(name, box[name]);
      area.classList.toggle("area--on", key === this.chosen);
    }
    this.#drawHandles();
  }

  choose(key) {
    this.chosen = key;
    this.draw();
  }

  #drawHandles() {
    const box = this.boxes.get(this.chosen), marks = this.part("marks");
    const holder = this.part("handles");
    holder.replaceChildren();
    marks.replaceChildren();
    if (!box) return;
    marks.append(
      made("rect", { x: box.x, y: -1.6, width: box.width, height: 1.6 }),
      made("rect", { x: -1.6, y: box.y, width: 1.6, height: box.height }));
    if (!this.writes) return;
    const side = 9 * this.scale;
    for (const [name, [across, down]] of Object.entries(HANDLES)) {
      if (box.square && name.length === 1) continue;
      holder.append(made("rect", {
        "data-handle": name, x: box.x + across * box.width - side / 2, y: box.y + down * box.height - side / 2,
        width: side, height: side }));
    }
  }

  /* Millimetres to a pixel of the screen. */
  get scale() {
    const matrix = this.svg.getScreenCTM();
    return matrix ? 1 / matrix.a : 0.3;
  }

  #at(event) {
    const matrix = this.svg.getScreenCTM();
    return { x: (event.clientX - matrix.e) / matrix.a, y: (event.clientY - matrix.f) / matrix.d };
  }

  #down(event) {
    if (event.button) return;
    const handle = event.target.closest("[data-handle]"), area = event.target.closest("[data-box]");
    const key = handle ? this.chosen : area?.dataset.box;
    if (!key) return;
    const before = this.chosen;
    if (key !== before) this.on.chosen(key);
    if (!this.writes || (event.pointerType === "touch" && key !== before && !handle)) return;
    event.preventDefault();
    this.area(key)?.focus({ preventScroll: true });
    this.svg.setPointerCapture(event.pointerId);
    this.drag = { from: this.#at(event), box: { ...this.boxes.get(key) }, handle: handle?.dataset.handle || "", key, far: false };
  }

  #move(event) {
    if (!this.drag) return;
    const { from, box, handle, key } = this.drag, to = this.#at(event);
    const across = to.x - from.x, down = to.y - from.y;
    if (!this.drag.far && Math.hypot(across, down) < 3 * this.scale) return;
    this.drag.far = true;
    const wanted = handle ? this.#resized(box, handle, across, down) : { ...box, x: box.x + across, y: box.y + down };
    const settled = this.snap && !event.altKey ? this.#snapped(key, wanted, handle) : this.#unguided(wanted);
    this.boxes.set(key, this.#inside(settled, handle));
    this.#shift(key, box);
    this.draw();
    this.on.moved(key);
  }

  #up() {
    if (!this.drag) return;
    const { key, far } = this.drag;
    this.drag = null;
    this.part("guides").replaceChildren();
    if (far) this.on.settled(key);
  }

  /* The letters go along while a box is dragged; what they become in a box of another size the server tells. */
  #shift(key, before) {
    const box = this.boxes.get(key);
    this.text(key)?.setAttribute("transform", `translate(${box.x - before.x} ${box.y - before.y})`);
  }

  #resized(box, handle, pulled, drawn) {
    const found = { ...box };
    const across = Math.min(Math.max(pulled, handle.includes("w") ? -box.x : -box.width), this.width - box.x - box.width + (handle.includes("w") ? box.width : 0));
    const down = Math.min(Math.max(drawn, handle.includes("n") ? -box.y : -box.height), this.height - box.y - box.height + (handle.includes("n") ? box.height : 0));
    if (box.square) {
      const grown = handle.includes("w") ? -across : across;
      const side = Math.max(LEAST.width, box.width + grown);
      return { ...box, width: side, height: side, x: handle.includes("w") ? box.x + box.width - side : box.x,
        y: handle.includes("n") ? box.y + box.height - side : box.y };
    }
    if (handle.includes("e")) found.width = Math.max(LEAST.width, box.width + across);
    if (handle.includes("s")) found.height = Math.max(LEAST.height, box.height + down);
    if (handle.includes("w")) {
      found.width = Math.max(LEAST.width, box.width - across);
      found.x = box.x + box.width - found.width;
    }
    if (handle.includes("n")) {
      found.height = Math.max(LEAST.height, box.height - down);
      found.y = box.y + box.height - found.height;
    }
    return found;
  }

  #inside(box) {
    const found = { ...box };
    for (const [from, long, all] of [["x", "width", this.width], ["y", "height", this.height]]) {
      found[long] = tenth(Math.min(found[long], all));
      found[from] = tenth(Math.min(Math.max(found[from], 0), all - found[long]));
    }
    return found;
  }

  #unguided(box) {
    this.part("guides").replaceChildren();
    return box;
  }

  #targets(key, from, long, all) {
    const found = [0, all / 2, all, MARGIN, all - MARGIN];
    for (const [other, box] of this.boxes) if (other !== key) found.push(box[from], box[from] + box[long] / 2, box[from] + box[long]);
    return found;
  }

  #snapped(key, wanted, handle) {
    const box = { ...wanted }, lines = [];
    const axes = [["x", "width", this.width, "w", "e"], ["y", "height", this.height, "n", "s"]];
    for (const [from, long, all, first, last] of axes) {
      if (handle && (box.square || !(handle.includes(first) || handle.includes(last)))) continue;
      const edges = handle
        ? [handle.includes(first) ? box[from] : box[from] + box[long]]
        : [box[from], box[from] + box[long] / 2, box[from] + box[long]];
      const near = this.#nearest(edges, this.#targets(key, from, long, all));
      const by = near ? near.by : this.grid ? Math.round(edges[0] / GRID) * GRID - edges[0] : 0;
      if (!handle) box[from] += by;
      else if (handle.includes(first)) { box[from] += by; box[long] -= by; }
      else box[long] += by;
      if (near) lines.push([from, near.at]);
    }
    this.#guide(lines);
    return box;
  }

  #nearest(edges, targets) {
    let best = null;
    for (const edge of edges) for (const at of targets) {
      const by = at - edge;
      if (Math.abs(by) <= REACH * this.scale && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, at };
    }
    return best;
  }

  #guide(lines) {
    this.part("guides").replaceChildren(...lines.map(([axis, at]) => made("line", axis === "x"
      ? { x1: at, x2: at, y1: -10, y2: this.height }
      : { x1: -10, x2: this.width, y1: at, y2: at })));
  }

  #key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const key = event.target.closest?.("[data-box]")?.dataset.box;
    if (!key) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.on.opened(key);
    }
    if (!steps || !this.writes) return;
    event.preventDefault();
    const far = event.shiftKey ? 5 : event.altKey ? 0.1 : 0.5;
    const box = { ...this.boxes.get(key) }, before = { ...box };
    if (event.ctrlKey || event.metaKey) {
      box.width = Math.max(LEAST.width, box.width + steps[0] * far);
      box.height = Math.max(LEAST.height, box.height + steps[1] * far);
      if (box.square) box.width = box.height = Math.max(LEAST.width, before.width + (steps[0] + steps[1]) * far);
    } else {
      box.x += steps[0] * far;
      box.y += steps[1] * far;
    }
    this.boxes.set(key, this.#inside(box));
    this.draw();
    this.on.moved(key);
    this.on.settled(key, Boolean(event.ctrlKey || event.metaKey));
  }
}
