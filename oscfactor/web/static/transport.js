// Play, stop, loop, seek, undo and redo.

import { clock } from "./canvas.js";
import { Float } from "./osc.js";
import { idOf, nameOf } from "./store.js";

export class Transport {
  constructor(store, link, notice, parts) {
    Object.assign(this, { store, link, notice, parts }); // play, loop, undo, redo, time
    parts.play.onclick = () => this.toggle();
    parts.stop.onclick = () => this.stop();
    parts.loop.onclick = () => this.toggleLoop();
    parts.undo.onclick = () => this.edit("undo");
    parts.redo.onclick = () => this.edit("redo");
    const show = () => this.show();
    store.addEventListener("current", show);
    store.addEventListener("change", ({ detail: { address } }) => {
      if (/\/(play|loop|components)$/.test(address)) show();
    });
    show();
  }

  get name() { return nameOf(this.store.current); }
  get plays() { return this.store.of("play") > 0; }

  // Send a request on the sound that is shown; a refusal becomes a sentence.
  async ask(address, ...args) {
    if (this.store.current === null) return null;
    const done = await this.notice.of(this.link.request(address, this.name, ...args));
    if (done) this.knows(address, done);
    return done;
  }

  // Whoever sets a leaf is not told of it, also where a command of that meaning has set it.
  knows(address, [name, value]) {
    const leaf = { "/player/play": ["play", 1], "/player/pause": ["play", 0],
      "/player/loop": ["loop", value], "/player/seek": ["position", value] }[address];
    if (leaf) this.store.heard(`/sound/${idOf(name)}/${leaf[0]}`, [leaf[1]]);
  }

  toggle() {
    return this.plays ? this.ask("/player/pause") : this.ask("/player/play");
  }

  stop() {
    return this.ask("/player/stop");
  }

  // Go on from another place; a sound that does not play begins there.
  async seek(seconds) {
    if (this.store.current === null) return;
    const place = new Float(Math.min(seconds, this.store.of("seconds")));
    await this.orPlay("/player/seek", place, "start", place);
  }

  async toggleLoop() {
    if (this.store.current === null) return;
    const on = this.store.of("loop") ? 0 : 1;
    await this.orPlay("/player/loop", on, "loop", on);
  }

  // What only a player can do begins one.
  async orPlay(address, value, ...options) {
    try {
      this.knows(address, await this.link.request(address, this.name, value));
    } catch (refused) {
      if (refused.code === "not-found") await this.ask("/player/play", ...options);
      else this.notice.say(refused.message, true);
    }
  }

  loop(from, to) {
    if (to.value - from.value < 0.005) return null;
    if (this.plays) return this.ask("/player/loop", 1, from, to);
    return this.ask("/player/play", "start", from, "end", to, "loop", 1);
  }

  loopAll() {
    return this.loop(new Float(0), new Float(this.store.of("seconds")));
  }

  async edit(which) {
    const done = await this.ask(`/edit/${which}`);
    if (done) this.notice.say(`${which === "undo" ? "undone" : "done again"}: ${done[1]}`);
  }

  show() {
    const { play, stop, loop, undo, redo } = this.parts;
    const isNone = this.store.current === null;
    for (const button of [play, stop, loop, undo, redo]) button.disabled = isNone;
    undo.disabled = redo.disabled = isNone || !this.store.count;
    play.classList.toggle("on", this.plays);
    play.setAttribute("aria-pressed", String(this.plays));
    play.setAttribute("aria-label", this.plays ? "pause" : "play");
    const loops = this.store.of("loop") > 0;
    loop.classList.toggle("on", loops);
    loop.setAttribute("aria-pressed", String(loops));
  }

  // Once a frame.
  draw(place) {
    const text = this.store.current === null ? "–:––" : clock(place);
    if (this.parts.time.textContent !== text) this.parts.time.textContent = text;
  }
}
