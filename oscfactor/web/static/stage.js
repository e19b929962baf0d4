// The stage: all layers over each other as coloured waves, scaled by their faders, and the play head.

import { clock, colour, fitted } from "./canvas.js";
import { clamp } from "./control.js";

export const RULER = 22; // pixels at the top: to seek
const GLOW = 0.35; // seconds behind the play head that shine
const BUDGET = 4; // ms; who takes longer is drawn anew less often

export class Stage {
  constructor(store, pictures, canvases) {
    Object.assign(this, { store, pictures, ...canvases }); // waves, over
    this.hovered = -1;
    this.drag = null; // [from, to] in seconds, while a loop is drawn
    this.isStale = true;
    this.notBefore = 0;
    this.head = { place: 0, at: 0 };
    const stale = () => { this.isStale = true; };
    pictures.addEventListener("picture", stale);
    store.addEventListener("current", stale);
    store.addEventListener("change", ({ detail: { address } }) => {
      if (address.endsWith("/position")) this.head = { place: store.of("position"), at: performance.now() };
      else if (!address.endsWith("/level")) this.isStale = true;
    });
    new ResizeObserver(stale).observe(this.waves);
  }

  get picture() { return this.pictures.picture; }
  get seconds() { return this.picture?.seconds || this.store.of("seconds", 0) || 1; }
  get width() { return this.waves.clientWidth; }

  xOf(seconds) { return (seconds / this.seconds) * this.width; }
  secondsAt(x) { return clamp(x / this.width) * this.seconds; }

  // Where the play head is now: what the daemon said last, and what has passed since.
  get place() {
    const { store, head } = this;
    if (!store.of("play")) return store.of("position");
    const passed = Math.min((performance.now() - head.at) / 1000, 0.2) * store.of("rate", 1);
    const [from, to] = this.region;
    const place = head.place + passed;
    return store.of("loop") && place > to ? from + ((place - to) % Math.max(to - from, 1e-3)) : place;
  }

  get region() {
    const [from = 0, to = this.seconds] = this.store.all(`/sound/${this.store.current}/region`);
    return [from, to || this.seconds];
  }

  // How high a layer is drawn: its gain, nothing where it is not heard.
  heard(k) {
    const of = (leaf, otherwise) => this.store.of(`${k}/${leaf}`, otherwise);
    if (of("mute") || (this.anySolo && !of("solo"))) return 0;
    return of("gain", 1);
  }

  get scale() {
    const { low, high } = this.picture.wave;
    let peak = 1e-4;
    for (let i = 0; i < low.length; i += 1) peak = Math.max(peak, -low[i], high[i]);
    return 0.94 / peak;
  }

  // The layer whose wave is under a point: of several the smallest, which is drawn in front.
  layerAt(x, y) {
    const { picture } = this;
    if (!picture?.layers || y < RULER) return -1;
    const half = (this.waves.clientHeight - RULER) / 2;
    const height = Math.abs(y - RULER - half) / half / this.scale;
    const up = y < RULER + half;
    const column = clamp(Math.floor((x / this.width) * picture.columns), 0, picture.columns - 1);
    let [found, smallest] = [-1, Infinity];
    picture.waves.forEach(({ low, high }, k) => {
      let reach = 0;
      for (let i = Math.max(column - 2, 0); i <= Math.min(column + 2, picture.columns - 1); i += 1) {
        reach = Math.max(reach, up ? high[i] : -low[i]);
      }
      reach *= Math.max(this.heard(k), 0.35);
      if (reach >= height && reach < smallest) [found, smallest] = [k, reach];
    });
    return found;
  }

  draw(now) {
    if (this.isStale && now >= this.notBefore) {
      const begin = performance.now();
      this.drawWaves();
      const took = performance.now() - begin;
      this.isStale = false;
      if (took > BUDGET) this.notBefore = now + 20 * took;
    }
    this.drawOver();
  }

  drawWaves() {
    const { context: c, width, height } = fitted(this.waves);
    const { picture, store } = this;
    this.anySolo = false;
    for (let k = 0; k < store.layers; k += 1) this.anySolo ||= store.of(`${k}/solo`) > 0;
    if (store.current !== null) this.drawRuler(c, width, height);
    if (!picture) return;
    const middle = RULER + (height - RULER) / 2;
    const half = ((height - RULER) / 2) * this.scale;
    const shape = ({ low, high }, size) => this.shape(picture, low, high, middle, half * size);
    if (!picture.layers) {
      c.fillStyle = colour("faint");
      c.fill(shape(picture.wave, 1));
      return;
    }
    c.globalAlpha = 0.16;
    c.fillStyle = colour("faint");
    c.fill(shape(picture.wave, 1));
    const order = [...picture.waves.keys()].sort((a, b) => this.energy(b) - this.energy(a));
    for (const k of order) this.drawLayer(c, k, shape);
    if (this.hovered >= 0 && this.hovered < picture.layers) this.drawLayer(c, this.hovered, shape, true);
    c.globalAlpha = 1;
  }

  energy(k) {
    return this.picture.activations[k].reduce((sum, x) => sum + x, 0) * (this.heard(k) + 1e-6);
  }

  drawLayer(c, k, shape, isLit = false) {
    const size = this.heard(k);
    const path = shape(this.picture.waves[k], size || 1);
    const ink = this.store.of(`${k}/colour`, colour(`layer-${k % 8}`));
    c.fillStyle = c.strokeStyle = ink;
    c.lineWidth = 1;
    if (size) {
      c.globalAlpha = isLit ? 1 : 0.62;
      c.fill(path);
    }
    c.globalAlpha = isLit ? 1 : size ? 0.85 : 0.22;
    c.stroke(path);
  }

  // The outline of a wave: its high side from left to right, its low side back.
  shape(picture, low, high, middle, half) {
    const path = new Path2D();
    const n = picture.columns;
    const step = this.width / n;
    path.moveTo(0, middle - high[0] * half);
    for (let i = 0; i < n; i += 1) path.lineTo((i + 0.5) * step, middle - high[i] * half - 0.3);
    for (let i = n - 1; i >= 0; i -= 1) path.lineTo((i + 0.5) * step, middle - low[i] * half + 0.3);
    path.closePath();
    return path;
  }

  drawRuler(c, width, height) {
    c.fillStyle = c.strokeStyle = colour("faint");
    c.font = "10px system-ui, sans-serif";
    c.globalAlpha = 0.9;
    const steps = [0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800];
    const step = steps.find((s) => (s / this.seconds) * width > 70) ?? 3600;
    for (let t = 0; t < this.seconds; t += step) {
      const x = Math.round(this.xOf(t)) + 0.5;
      c.globalAlpha = 0.9;
      c.fillText(clock(t, step < 1 ? 2 : 0), x + 4, 14);
      c.globalAlpha = 0.16;
      c.fillRect(x, 4, 1, height);
    }
    c.globalAlpha = 0.3;
    c.fillRect(0, RULER - 1, width, 1);
    c.globalAlpha = 1;
  }

  drawOver() {
    const { context: c, width, height } = fitted(this.over);
    if (this.store.current === null) return;
    const [from, to] = this.drag ?? this.region;
    const isPart = this.drag || from > 0.001 || to < this.seconds - 0.001;
    if (isPart && (this.drag || this.store.of("loop"))) this.drawLoop(c, from, to, width, height);
    const x = this.xOf(this.place);
    if (this.store.of("play")) this.drawGlow(c, x, height);
    c.fillStyle = "#fff";
    c.fillRect(x - 0.75, 0, 1.5, height);
    c.beginPath();
    c.moveTo(x - 6, 0);
    c.lineTo(x + 6, 0);
    c.lineTo(x, 9);
    c.fill();
  }

  drawLoop(c, from, to, width, height) {
    const [left, right] = [this.xOf(Math.min(from, to)), this.xOf(Math.max(from, to))];
    c.fillStyle = "rgba(13, 16, 23, 0.55)";
    c.fillRect(0, RULER, left, height - RULER);
    c.fillRect(right, RULER, width - right, height - RULER);
    c.fillStyle = "rgba(255, 255, 255, 0.85)";
    c.fillRect(left, 0, right - left, 4);
    c.fillRect(left - 1, 0, 2, height);
    c.fillRect(right - 1, 0, 2, height);
  }

  // What has just sounded shines: the waves once more, added to themselves, fading to the left.
  drawGlow(c, x, height) {
    const scale = this.waves.width / this.width;
    const length = Math.min(this.xOf(GLOW), 160, x);
    c.globalCompositeOperation = "lighter";
    for (let i = 0; i < 4; i += 1) {
      const wide = (length * (i + 1)) / 4;
      if (wide < 1) continue;
      c.globalAlpha = 0.16;
      c.drawImage(this.waves, (x - wide) * scale, RULER * scale, wide * scale, (height - RULER) * scale,
        x - wide, RULER, wide, height - RULER);
    }
    c.globalAlpha = 1;
    c.globalCompositeOperation = "source-over";
  }
}
