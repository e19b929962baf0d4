// Which of the panels below the stage is shown: faders, the matrix, or scenes and sessions.

export class Panels extends EventTarget {
  constructor(tabs) {
    super();
    this.tabs = tabs;
    this.shown = tabs[0].dataset.panel;
    for (const tab of tabs) tab.onclick = () => this.show(tab.dataset.panel);
    this.show(this.shown);
  }

  show(name) {
    this.shown = name;
    for (const tab of this.tabs) {
      const isShown = tab.dataset.panel === name;
      tab.classList.toggle("on", isShown);
      tab.setAttribute("aria-selected", String(isShown));
      document.getElementById(tab.dataset.panel).hidden = !isShown;
    }
    this.dispatchEvent(new Event("panel"));
  }

  next() {
    const i = this.tabs.findIndex((tab) => tab.dataset.panel === this.shown);
    this.show(this.tabs[(i + 1) % this.tabs.length].dataset.panel);
  }
}
