// Scenes to recall with a glide, and sessions in files.

export class Scenes {
  constructor(store, link, notice, parts) {
    Object.assign(this, { store, link, notice, parts }); // pads, name, keep, glide, path, save, load
    parts.keep.onclick = () => this.keep();
    parts.name.onkeydown = (event) => { if (event.key === "Enter") this.keep(); };
    parts.save.onclick = () => this.session("save");
    parts.load.onclick = () => this.session("load");
    store.addEventListener("change", ({ detail: { address } }) => {
      if (address === "/scene/names") this.show();
    });
    this.show();
  }

  get names() { return this.store.get("/scene/names", "").split(",").filter(Boolean); }

  async keep() {
    const name = this.parts.name.value.trim() || `scene ${this.names.length + 1}`;
    const done = await this.notice.of(this.link.request("/scene/store", name));
    if (done) this.parts.name.value = "";
  }

  recall(name) {
    const seconds = Number(this.parts.glide.value) || 0;
    return this.notice.of(this.link.request("/scene/recall", name, seconds));
  }

  // By number, for the keyboard.
  recallAt(i) {
    if (this.names[i] !== undefined) this.recall(this.names[i]);
  }

  show() {
    const { pads } = this.parts;
    pads.replaceChildren(...this.names.map((name, i) => this.pad(name, i)));
    if (!this.names.length) pads.textContent = "no scene yet: set the faders, then keep them";
  }

  pad(name, i) {
    const pad = document.getElementById("pad").content.firstElementChild.cloneNode(true);
    pad.querySelector(".recall").onclick = () => this.recall(name);
    pad.querySelector(".word").textContent = name;
    pad.querySelector(".hint").textContent = i < 9 ? `Alt ${i + 1}` : "";
    const free = pad.querySelector(".free");
    free.setAttribute("aria-label", `forget ${name}`);
    free.onclick = () => this.notice.of(this.link.request("/scene/free", name));
    return pad;
  }

  async session(verb) {
    const path = this.parts.path.value.trim();
    if (!path) {
      this.notice.say("name a file, such as ~/evening.osf", true);
      return;
    }
    const done = await this.notice.of(this.link.request(`/session/${verb}`, path));
    if (done) this.notice.say(`${verb === "save" ? "saved" : "loaded"} ${done[0]}; sounds: ${done[1]}`);
  }
}
