// The picture of a sound, made by the daemon: waves, activations and bases, in bytes.

const HEAD = 32;

export function unpacked(buffer) {
  const view = new DataView(buffer);
  const [layers, columns, bands] = [4, 8, 12].map((at) => view.getInt32(at, true));
  let at = HEAD;
  const take = (n) => {
    const found = new Float32Array(buffer, at, n);
    at += 4 * n;
    return found;
  };
  const rows = (n, size) => Array.from({ length: n }, () => take(size));
  const pairs = (n) => Array.from({ length: n }, () => ({ low: take(columns), high: take(columns) }));
  const [wave] = pairs(1);
  return {
    layers, columns, bands, wave,
    seconds: view.getFloat32(20, true),
    lowest: view.getFloat32(24, true),
    highest: view.getFloat32(28, true),
    waves: pairs(layers),
    activations: rows(layers, columns),
    bases: rows(layers, bands),
  };
}

const PAUSE = 150; // ms between two pictures of a sound that goes on changing

export class Pictures extends EventTarget {
  // Keeps the picture of the sound that is shown as new as its `version`; tells `picture`.
  constructor(store, columns) {
    super();
    this.store = store;
    this.columns = columns;
    this.picture = null;
    this.shown = ""; // id and version of what is there
    this.isAsking = false;
    const look = () => this.look();
    store.addEventListener("current", () => { this.clear(); look(); });
    store.addEventListener("change", ({ detail }) => { if (detail.address.endsWith("/version")) look(); });
  }

  clear() {
    this.picture = null;
    this.shown = "";
    this.dispatchEvent(new Event("picture"));
  }

  async look() {
    const { store } = this;
    const id = store.current;
    const wanted = `${id} ${store.of("version", "")}`;
    if (this.isAsking || id === null || wanted === this.shown || wanted === `${id} `) return;
    this.isAsking = true;
    try {
      const query = `sound=${encodeURIComponent(decodeURIComponent(id))}&columns=${this.columns}`;
      const answer = await fetch(`/page/overview?${query}`);
      const bytes = await answer.arrayBuffer();
      if (store.current === id) this.shown = wanted;
      if (answer.ok && store.current === id) {
        this.picture = unpacked(bytes);
        this.dispatchEvent(new Event("picture"));
      }
    } catch {
      // The daemon has gone; the link says so, and comes back.
    }
    setTimeout(() => {
      this.isAsking = false;
      this.look();
    }, PAUSE);
  }
}
