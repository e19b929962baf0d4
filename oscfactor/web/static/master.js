// All that is heard: its fader, its meter, mute, and panic.

import { clamp, control, decibels, gainOf, placeOf } from "./control.js";

const FALL = 1.2;
const GAIN = "/master/gain";
const MUTE = "/master/mute";

export class Master {
  constructor(store, link, notice, parts) {
    Object.assign(this, { store, parts, level: 0 }); // fader, knob, bar, gain, mute, panic
    this.tell = control(parts.fader, {
      get: () => placeOf(store.get(GAIN, 1)),
      set: (place) => store.set(GAIN, gainOf(place)),
      home: placeOf(1),
      axis: "x",
      say: (place) => `${decibels(gainOf(place))} dB`,
    });
    parts.mute.onclick = () => store.set(MUTE, store.get(MUTE) ? 0 : 1);
    this.panic = () => notice.of(link.request("/panic"));
    parts.panic.onclick = this.panic;
    store.addEventListener("change", ({ detail: { address } }) => {
      if (address === GAIN || address === MUTE) this.show();
    });
    this.show();
  }

  show() {
    const { store, parts } = this;
    const gain = store.get(GAIN, 1);
    const isMuted = store.get(MUTE) > 0;
    parts.knob.style.left = `${100 * placeOf(gain)}%`;
    parts.gain.textContent = `${decibels(gain)} dB`;
    parts.mute.classList.toggle("on", isMuted);
    parts.mute.setAttribute("aria-pressed", String(isMuted));
    this.tell();
  }

  draw(passed) {
    const peak = this.store.all("/master/level")[1] ?? 0;
    this.level = Math.max(Math.sqrt(clamp(peak)), this.level - FALL * passed);
    this.parts.bar.style.transform = `scaleX(${this.level.toFixed(3)})`;
    this.parts.bar.classList.toggle("hot", peak >= 0.99);
  }
}
