// A strip for each layer: what it sounds like, when it sounds, how loud it is now, and its fader.

import { colour, fitted } from "./canvas.js";
import { clamp, control, decibels, gainOf, placeOf } from "./control.js";

const FALL = 1.6; // of a meter, a second
const LOUDEST = 0.5; // RMS that fills a meter

export class Mixer {
  constructor(store, pictures, room) {
    Object.assign(this, { store, pictures, room });
    this.strips = [];
    pictures.addEventListener("picture", () => this.curves());
    store.addEventListener("current", () => this.fit());
    store.addEventListener("change", ({ detail: { address } }) => this.heard(address));
    new ResizeObserver(() => this.curves()).observe(room);
  }

  heard(address) {
    const [, , id, k, leaf] = address.split("/");
    if (id !== this.store.current) return;
    if (k === "components" || leaf === "gain") this.fit();
    const strip = this.strips[k];
    if (strip === undefined) return;
    if (leaf === "solo" || leaf === "mute") this.strips.forEach((one) => one.show());
    else if (leaf !== "level") strip.show();
    if (leaf === "colour") strip.curves();
  }

  // As many strips as there are layers.
  fit() {
    const n = this.store.layers;
    while (this.strips.length > n) this.strips.pop().root.remove();
    while (this.strips.length < n) {
      const strip = new Strip(this, this.strips.length);
      this.strips.push(strip);
      this.room.append(strip.root);
    }
    this.room.classList.toggle("many", n > 14);
    this.strips.forEach((strip) => strip.show());
    if (n !== this.n) this.curves();
    this.n = n;
  }

  curves() {
    this.strips.forEach((strip) => strip.curves());
  }

  light(k) {
    this.strips.forEach((strip) => strip.root.classList.toggle("lit", strip.k === k));
  }

  of(k, leaf, otherwise) { return this.store.of(`${k}/${leaf}`, otherwise); }

  solo(k, { alone }) {
    if (k >= this.store.layers) return;
    const isOn = this.of(k, "solo") > 0;
    const others = this.strips.filter((strip) => strip.k !== k && this.of(strip.k, "solo") > 0);
    if (alone) others.forEach((strip) => this.store.setOf(`${strip.k}/solo`, 0));
    this.store.setOf(`${k}/solo`, isOn && !(alone && others.length) ? 0 : 1);
  }

  mute(k) {
    if (k < this.store.layers) this.store.setOf(`${k}/mute`, this.of(k, "mute") ? 0 : 1);
  }

  allAgain() {
    this.strips.forEach(({ k }) => {
      for (const leaf of ["solo", "mute"]) if (this.of(k, leaf)) this.store.setOf(`${k}/${leaf}`, 0);
    });
  }

  // Once a frame: the meters.
  draw(passed) {
    this.strips.forEach((strip) => strip.meter(passed));
  }
}

class Strip {
  constructor(mixer, k) {
    Object.assign(this, { mixer, k, level: 0, drawn: -1 });
    const root = document.getElementById("strip").content.firstElementChild.cloneNode(true);
    const part = (name) => root.querySelector(`.${name}`);
    this.root = root;
    root.dataset.layer = k;
    this.parts = Object.fromEntries(
      ["name", "number", "label", "curve", "fader", "knob", "bar", "gain", "pan", "dot", "mute", "solo"].map(
        (name) => [name, part(name)],
      ),
    );
    const { name, fader, pan, mute, solo } = this.parts;
    name.onclick = (event) => mixer.solo(k, { alone: !event.shiftKey });
    mute.onclick = () => mixer.mute(k);
    solo.onclick = (event) => mixer.solo(k, { alone: event.shiftKey });
    root.onpointerenter = () => root.dispatchEvent(new CustomEvent("hover", { detail: k, bubbles: true }));
    root.onpointerleave = () => root.dispatchEvent(new CustomEvent("hover", { detail: -1, bubbles: true }));
    const set = (leaf, value) => mixer.store.setOf(`${k}/${leaf}`, value);
    this.tellFader = control(fader, {
      get: () => placeOf(this.of("gain", 1)),
      set: (place) => set("gain", gainOf(place)),
      home: placeOf(1),
      say: (place) => `${decibels(gainOf(place))} dB`,
    });
    this.tellPan = control(pan, {
      get: () => (this.of("pan") + 1) / 2,
      set: (place) => set("pan", Math.abs(place - 0.5) < 0.015 ? 0 : 2 * place - 1),
      home: 0.5,
      step: 0.05,
      axis: "x",
      say: (place) => (place === 0.5 ? "middle" : `${Math.round(Math.abs(200 * place - 100))} % ${place < 0.5 ? "left" : "right"}`),
    });
  }

  of(leaf, otherwise) { return this.mixer.of(this.k, leaf, otherwise); }

  show() {
    const { parts, root, k } = this;
    const name = this.of("name", "") || `layer ${k + 1}`;
    const gain = this.of("gain", 1);
    root.style.setProperty("--ink", this.of("colour", colour(`layer-${k % 8}`)));
    parts.number.textContent = k + 1;
    parts.label.textContent = this.of("name", "");
    parts.name.setAttribute("aria-label", `hear ${name} alone`);
    parts.gain.textContent = decibels(gain);
    parts.knob.style.bottom = `${100 * placeOf(gain)}%`;
    parts.dot.style.left = `${50 + 50 * this.of("pan")}%`;
    parts.fader.setAttribute("aria-label", `gain of ${name}`);
    parts.pan.setAttribute("aria-label", `pan of ${name}`);
    for (const leaf of ["mute", "solo"]) {
      const on = this.of(leaf) > 0;
      parts[leaf].classList.toggle("on", on);
      parts[leaf].setAttribute("aria-pressed", String(on));
      parts[leaf].setAttribute("aria-label", `${leaf} ${name}`);
    }
    const others = this.mixer.strips.some((strip) => strip.of("solo") > 0);
    root.classList.toggle("silent", this.of("mute") > 0 || (others && !this.of("solo")));
    this.tellFader();
    this.tellPan();
  }

  meter(passed) {
    const heard = Math.sqrt(clamp(this.of("level") / LOUDEST));
    this.level = Math.max(heard, this.level - FALL * passed);
    const drawn = Math.round(this.level * 200) / 200;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.parts.bar.style.transform = `scaleY(${drawn})`;
  }

  // Above, the basis: which frequencies; below, the activation: when.
  curves() {
    const { context: c, width, height } = fitted(this.parts.curve);
    const { picture } = this.mixer.pictures;
    if (!picture || this.k >= picture.layers) return;
    c.fillStyle = c.strokeStyle = this.of("colour", colour(`layer-${this.k % 8}`));
    const half = Math.floor(height / 2);
    graph(c, picture.bases[this.k], 0, width, half - 3, 0.5);
    graph(c, picture.activations[this.k], half + 1, width, half - 2, 0.75);
    c.globalAlpha = 0.18;
    c.fillRect(0, half - 1, width, 1);
    c.globalAlpha = 1;
  }
}

// Fill the graph of some values, the highest of which reaches the top; a power lifts what is faint.
function graph(c, values, top, width, height, power) {
  let peak = 1e-9;
  for (const value of values) peak = Math.max(peak, value);
  const n = Math.min(values.length, Math.max(2 * Math.round(width), 2));
  const path = new Path2D();
  path.moveTo(0, top + height);
  for (let i = 0; i < n; i += 1) {
    const from = Math.floor((i * values.length) / n);
    const to = Math.max(Math.floor(((i + 1) * values.length) / n), from + 1);
    let value = 0;
    for (let j = from; j < to; j += 1) value = Math.max(value, values[j]);
    path.lineTo(((i + 0.5) / n) * width, top + height - (value / peak) ** power * height);
  }
  path.lineTo(width, top + height);
  c.globalAlpha = 0.5;
  c.fill(path);
  c.globalAlpha = 1;
  c.lineWidth = 1.2;
  c.stroke(path);
}
