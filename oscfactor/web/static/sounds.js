// The sounds that there are, as tabs; choose one, free one, add one.

import { nameOf } from "./store.js";

export class Sounds {
  constructor(store, link, notice, room) {
    Object.assign(this, { store, link, notice, room });
    for (const type of ["sounds", "current"]) store.addEventListener(type, () => this.show());
    store.addEventListener("change", ({ detail: { address } }) => {
      if (/^\/sound\/[^/]+\/(name|colour|play|job|components)$/.test(address)) this.show();
    });
  }

  // Choose the sound so many places further.
  step(by) {
    const { sounds, current } = this.store;
    if (sounds.length) this.store.choose(sounds[(sounds.indexOf(current) + by + sounds.length) % sounds.length]);
  }

  show() {
    const { sounds } = this.store;
    while (this.room.children.length > sounds.length) this.room.lastChild.remove();
    while (this.room.children.length < sounds.length) this.room.append(this.tab());
    sounds.forEach((id, i) => this.fill(this.room.children[i], id));
  }

  tab() {
    const tab = document.getElementById("tab").content.firstElementChild.cloneNode(true);
    tab.querySelector(".choose").onclick = () => this.store.choose(tab.dataset.sound);
    tab.querySelector(".free").onclick = () =>
      this.notice.of(this.link.request("/buffer/free", nameOf(tab.dataset.sound)));
    return tab;
  }

  fill(tab, id) {
    const of = (leaf, otherwise) => this.store.get(`/sound/${id}/${leaf}`, otherwise);
    const isShown = id === this.store.current;
    const name = of("name", "") || nameOf(id);
    tab.dataset.sound = id;
    tab.classList.toggle("on", isShown);
    tab.classList.toggle("plays", of("play", 0) > 0);
    tab.classList.toggle("busy", of("job", "") !== "");
    tab.style.setProperty("--ink", of("colour", "#fff"));
    tab.querySelector(".word").textContent = name;
    tab.querySelector(".count").textContent = of("components", 0) || "";
    const choose = tab.querySelector(".choose");
    choose.setAttribute("aria-selected", String(isShown));
    choose.title = name;
    tab.querySelector(".free").setAttribute("aria-label", `free ${name}`);
  }
}
