// What the page says: one sentence at a time, and that the daemon is gone.

const STAYS = 6000; // ms

export class Notice {
  constructor(line, gone) {
    Object.assign(this, { line, gone });
    line.onclick = () => this.hush();
  }

  say(text, isWrong = false) {
    clearTimeout(this.timer);
    this.line.textContent = text;
    this.line.classList.toggle("wrong", isWrong);
    this.line.classList.add("shown");
    this.timer = setTimeout(() => this.hush(), STAYS);
  }

  hush() {
    this.line.classList.remove("shown");
  }

  // Wait for a request; a refusal is said, and gives null.
  async of(request) {
    try {
      return await request;
    } catch (refused) {
      if (refused.code !== "cancelled") this.say(refused.message, true);
      return null;
    }
  }

  isGone(is, why = "The daemon is gone.") {
    this.gone.hidden = !is;
    this.gone.firstElementChild.textContent = why;
    document.body.classList.toggle("is-gone", is);
  }
}
