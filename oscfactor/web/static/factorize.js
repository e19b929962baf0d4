// The dial for the number of layers, and the job that finds them.

import { colour, fitted } from "./canvas.js";
import { clamp, control } from "./control.js";
import { nameOf } from "./store.js";

const MOST = 64;
const TURN = 0.75 * 2 * Math.PI; // of the dial, from end to end
const placeOf = (k) => Math.sqrt(k / MOST); // few layers have the most room
const START = Math.PI / 2 + (2 * Math.PI - TURN) / 2;

export class Factorizer {
  constructor(store, link, notice, parts) {
    Object.assign(this, { store, link, notice, parts }); // dial, canvas, number, button
    this.k = 6;
    this.isNew = true; // nobody has turned the dial for this sound
    this.done = 0;
    this.tell = control(parts.dial, {
      get: () => placeOf(this.k),
      set: (place) => this.turn(Math.round(place ** 2 * MOST)),
      by: (n) => this.turn(this.k + Math.sign(n) * Math.max(Math.round(Math.abs(n)), 1)),
      home: placeOf(6),
      travel: 260,
      say: () => this.label,
    });
    parts.button.onclick = () => (this.isBusy ? this.cancel() : this.run());
    store.addEventListener("current", () => { this.isNew = true; this.follow(); });
    store.addEventListener("change", ({ detail: { address } }) => {
      if (/\/(job|components)$/.test(address)) this.follow();
    });
    this.show();
  }

  get isBusy() { return ["load", "factorize"].includes(this.store.of("job", "")); }
  get label() { return this.k ? String(this.k) : "auto"; }

  turn(k) {
    this.k = clamp(k, 0, MOST);
    this.isNew = false;
    this.show();
  }

  // Until it is turned, the dial stands where the sound stands.
  follow() {
    if (this.isNew && this.store.count) this.k = clamp(this.store.count, 1, MOST);
    if (!this.isBusy) this.done = 0;
    this.show();
  }

  progress(name, fraction) {
    if (this.store.current === null || name !== nameOf(this.store.current)) return;
    this.done = fraction;
    this.show();
  }

  async run(id = this.store.current) {
    if (id === null) return;
    await this.notice.of(this.link.request("/buffer/factorize", nameOf(id), this.k));
  }

  cancel() {
    return this.notice.of(this.link.request("/buffer/cancel", nameOf(this.store.current)));
  }

  show() {
    const { button, number } = this.parts;
    number.textContent = this.label;
    button.textContent = this.isBusy ? "cancel" : "find layers";
    button.classList.toggle("busy", this.isBusy);
    button.disabled = this.store.current === null;
    this.tell();
    this.draw();
  }

  draw() {
    const { context: c, width, height } = fitted(this.parts.canvas);
    const [x, y, r] = [width / 2, height / 2, Math.min(width, height) / 2 - 4];
    const arc = (radius, from, to, style, thick) => {
      c.beginPath();
      c.arc(x, y, radius, START + from * TURN, START + to * TURN);
      c.strokeStyle = style;
      c.lineWidth = thick;
      c.stroke();
    };
    arc(r, 0, 1, "rgba(255, 255, 255, 0.1)", 4);
    // Each layer a tick of its own colour, as far as the dial is turned.
    for (let k = 0; k < this.k; k += 1) {
      const wide = placeOf(k + 1) - placeOf(k);
      arc(r, placeOf(k), placeOf(k + 1) - Math.min(0.012, wide / 3), colour(`layer-${k % 8}`), 4);
    }
    if (this.isBusy) arc(r - 7, 0, Math.max(this.done, 0.01), "#fff", 3);
    const at = START + placeOf(this.k) * TURN;
    c.beginPath();
    c.moveTo(x + Math.cos(at) * (r - 14), y + Math.sin(at) * (r - 14));
    c.lineTo(x + Math.cos(at) * (r - 8), y + Math.sin(at) * (r - 8));
    c.strokeStyle = "#fff";
    c.lineWidth = 2.5;
    c.stroke();
  }
}
