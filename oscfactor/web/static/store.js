// What the daemon holds, as far as it is watched: the page keeps no truth of its own.

import { Float } from "./osc.js";

const SEND_AFTER = 15; // ms

export const idOf = (name) =>
  name.replace(/[ #*,/?[\]{}%]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
export const nameOf = (id) => decodeURIComponent(id);

export class Store extends EventTarget {
  // Events: `change` with `detail.address`, `sounds`, `current`.
  constructor(link) {
    super();
    this.link = link;
    this.values = new Map();
    this.sounds = []; // ids, as they came
    this.current = null;
    this.wanted = null; // the sound to show as soon as it is there
    this.toSend = new Map();
    link.onValue = (address, values) => this.heard(address, values);
    link.onGone = (address) => this.gone(address);
  }

  // A daemon is there, perhaps another than before: all will be told anew.
  begin() {
    this.link.patterns.delete(`/sound/${this.current}/*/*`);
    this.wanted = this.current ?? this.wanted;
    this.current = null;
    this.values.clear();
    this.sounds = [];
    this.tell("sounds");
    this.tell("current");
  }

  get(address, otherwise = 0) {
    return this.values.get(address)?.[0] ?? otherwise;
  }

  all(address) {
    return this.values.get(address) ?? [];
  }

  // A leaf of the sound that is shown.
  of(leaf, otherwise = 0) {
    return this.get(`/sound/${this.current}/${leaf}`, otherwise);
  }

  get count() {
    return this.current === null ? 0 : this.of("components");
  }

  // Layers that have faders: the components, and the residual if there is one.
  get layers() {
    let n = this.count;
    while (this.values.has(`/sound/${this.current}/${n}/gain`)) n += 1;
    return n;
  }

  // Set a leaf: at once here, and a moment later over there, so that a drag sends no more than is heard.
  set(address, value) {
    this.values.set(address, [value]);
    if (this.toSend.size === 0) setTimeout(() => this.flush(), SEND_AFTER); // also of a page that is hidden
    this.toSend.set(address, value);
    this.changed(address);
  }

  setOf(leaf, value) {
    this.set(`/sound/${this.current}/${leaf}`, value);
  }

  flush() {
    for (const [address, value] of this.toSend) {
      this.link.send(address, typeof value === "number" && !Number.isInteger(value) ? new Float(value) : value);
    }
    this.toSend.clear();
  }

  heard(address, values) {
    if (this.toSend.has(address)) return; // a newer value is on its way
    this.values.set(address, values);
    const [, head, id, leaf] = address.split("/");
    if (head === "sound" && leaf === "seconds" && !this.sounds.includes(id)) {
      this.sounds.push(id);
      if (this.current === null || this.wanted === id) this.choose(id);
      this.tell("sounds");
    }
    this.changed(address);
  }

  gone(address) {
    this.values.delete(address);
    const [, head, id, leaf] = address.split("/");
    if (head === "sound" && leaf === "seconds") {
      this.sounds = this.sounds.filter((one) => one !== id);
      if (this.current === id) this.choose(this.sounds[0] ?? null);
      this.tell("sounds");
    }
    this.changed(address);
  }

  choose(id) {
    if (this.wanted === id) this.wanted = null;
    if (id === this.current) return;
    if (this.current !== null) this.link.unwatch(`/sound/${this.current}/*/*`);
    const stale = `/sound/${this.current}/`;
    for (const address of this.values.keys()) {
      if (address.startsWith(stale) && address.slice(stale.length).includes("/")) this.values.delete(address);
    }
    this.current = id;
    if (id !== null) this.link.watch(`/sound/${id}/*/*`);
    this.tell("current");
  }

  changed(address) {
    this.tell("change", { address });
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
