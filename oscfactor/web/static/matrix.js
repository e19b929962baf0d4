// The matrix: which activation drives which basis, with which gain, as a grid to play.

import { colour, fitted } from "./canvas.js";
import { clamp, decibels, gainOf, placeOf } from "./control.js";
import { nameOf } from "./store.js";

const MARGIN = 30; // pixels for the numbers
const MOST = 64; // components; beyond them a cell is too small for a finger
const STEP = 0.05;

export class Matrix {
  constructor(store, link, notice, panels, parts) {
    Object.assign(this, { store, link, notice, panels, parts }); // canvas, word, identity, shuffle, clear
    this.at = [0, 0]; // activation and basis of the cell that keys move
    this.watched = null;
    this.isStale = true;
    const { canvas } = parts;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.pull(event));
    canvas.addEventListener("pointerup", () => this.release());
    canvas.addEventListener("pointercancel", () => { this.held = null; });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("focus", () => this.stale());
    canvas.addEventListener("blur", () => this.stale());
    for (const name of ["identity", "clear"]) parts[name].onclick = () => this.ask(`/matrix/${name}`);
    parts.shuffle.onclick = () => this.ask("/matrix/shuffle", "seed", Math.floor(Math.random() * 1e6));
    panels.addEventListener("panel", () => this.follow());
    store.addEventListener("current", () => this.follow());
    store.addEventListener("change", ({ detail: { address } }) => {
      if (address.includes("/matrix/") || /\/(components|colour|name)$/.test(address)) this.stale();
    });
    new ResizeObserver(() => this.stale()).observe(canvas);
  }

  stale() { this.isStale = true; }
  get n() { return Math.min(this.store.count, MOST); }

  // The cells are watched only while they are shown.
  follow() {
    const { current } = this.store;
    const wanted = this.panels.shown === "matrix-panel" && current ? `/sound/${current}/matrix/*/*` : null;
    if (wanted !== this.watched) {
      if (this.watched) this.store.link.unwatch(this.watched);
      if (wanted) this.store.link.watch(wanted);
      this.watched = wanted;
    }
    this.stale();
  }

  ask(address, ...args) {
    if (this.store.count) this.notice.of(this.link.request(address, nameOf(this.store.current), ...args));
  }

  gain(i, j) { return this.store.of(`matrix/${i}/${j}`); }

  set(i, j, gain) {
    this.store.setOf(`matrix/${i}/${j}`, gain);
    this.at = [i, j];
  }

  get grid() {
    const { clientWidth: width, clientHeight: height } = this.parts.canvas;
    const wide = Math.min((width - MARGIN) / this.n, 96);
    return { wide, high: Math.min((height - MARGIN) / this.n, 96) };
  }

  cellAt(event) {
    const { wide, high } = this.grid;
    const j = Math.floor((event.offsetX - MARGIN) / wide);
    const i = Math.floor((event.offsetY - MARGIN) / high);
    return i >= 0 && j >= 0 && i < this.n && j < this.n ? [i, j] : null;
  }

  press(event) {
    const cell = this.cellAt(event);
    if (cell === null || event.button !== 0) return;
    this.parts.canvas.setPointerCapture(event.pointerId);
    this.at = cell;
    this.held = { cell, y: event.clientY, place: placeOf(this.gain(...cell)), isMoved: false };
    this.stale();
  }

  pull(event) {
    const { held } = this;
    if (!held) return;
    const moved = held.y - event.clientY;
    if (!held.isMoved && Math.abs(moved) < 4) return;
    held.isMoved = true;
    this.set(...held.cell, gainOf(clamp(held.place + moved / 150)));
  }

  release() {
    const { held } = this;
    this.held = null;
    if (held && !held.isMoved) this.set(...held.cell, this.gain(...held.cell) ? 0 : 1);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.n) return;
    let [i, j] = this.at;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key in moves) {
      [i, j] = [i + moves[event.key][0], j + moves[event.key][1]].map((x) => clamp(x, 0, this.n - 1));
      this.at = [i, j];
      this.stale();
    } else if (event.key === "Enter") {
      this.set(i, j, this.gain(i, j) ? 0 : 1);
    } else if (event.key === "+" || event.key === "-") {
      this.set(i, j, gainOf(clamp(placeOf(this.gain(i, j)) + (event.key === "+" ? STEP : -STEP))));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  draw() {
    if (!this.isStale || this.panels.shown !== "matrix-panel") return;
    this.isStale = false;
    const { context: c, width, height } = fitted(this.parts.canvas);
    this.say();
    if (!this.n) return;
    const { wide, high } = this.grid;
    c.font = "11px system-ui, sans-serif";
    c.textAlign = "center";
    c.textBaseline = "middle";
    const ink = (k) => this.store.of(`${k}/colour`, colour(`layer-${k % 8}`));
    for (let k = 0; k < this.n; k += 1) {
      c.fillStyle = ink(k);
      if (wide > 14) c.fillText(k + 1, MARGIN + (k + 0.5) * wide, MARGIN / 2 + 4);
      if (high > 10) c.fillText(k + 1, MARGIN / 2 + 2, MARGIN + (k + 0.5) * high);
    }
    for (let i = 0; i < this.n; i += 1) {
      for (let j = 0; j < this.n; j += 1) this.drawCell(c, i, j, wide, high, ink);
    }
    if (document.activeElement === this.parts.canvas) {
      const [i, j] = this.at;
      c.strokeStyle = "#fff";
      c.lineWidth = 2;
      c.strokeRect(MARGIN + j * wide + 1, MARGIN + i * high + 1, wide - 2, high - 2);
    }
    c.fillStyle = colour("faint");
    c.textAlign = "left";
    if (width > MARGIN + this.n * wide + 120 && height > 60) {
      c.fillText("rows: when (activations)", MARGIN + this.n * wide + 16, MARGIN + 10);
      c.fillText("columns: what (bases)", MARGIN + this.n * wide + 16, MARGIN + 28);
    }
  }

  // A cell is filled from below, as far as its fader stands, in the colour of its row.
  drawCell(c, i, j, wide, high, ink) {
    const gap = wide > 8 && high > 8 ? 2 : 0.5;
    const [x, y, w, h] = [MARGIN + j * wide + gap / 2, MARGIN + i * high + gap / 2, wide - gap, high - gap];
    c.fillStyle = i === j ? "rgba(255, 255, 255, 0.11)" : "rgba(255, 255, 255, 0.05)";
    c.fillRect(x, y, w, h);
    const place = placeOf(this.gain(i, j));
    if (!place) return;
    c.fillStyle = ink(i);
    c.globalAlpha = 0.85;
    c.fillRect(x, y + h * (1 - place), w, h * place);
    c.globalAlpha = 1;
    c.fillStyle = ink(j);
    c.fillRect(x, y + h - Math.min(3, h / 3), w, Math.min(3, h / 3));
  }

  say() {
    const { n } = this;
    const [i, j] = this.at.map((x) => clamp(x, 0, Math.max(n - 1, 0)));
    this.at = [i, j];
    const many = this.store.count > MOST ? `; the first ${MOST} of ${this.store.count} layers` : "";
    this.parts.word.textContent = n
      ? `activation ${i + 1} drives basis ${j + 1}: ${decibels(this.gain(i, j))} dB${many}`
      : "find layers first";
    this.parts.canvas.setAttribute("aria-label", `matrix; ${this.parts.word.textContent}`);
  }
}
